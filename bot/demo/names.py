"""French names, and what a music school calls its classes."""

FIRST_NAMES = """
Adèle Adrien Agathe Alexis Alix Amélie Anaïs André Anne Antoine Apolline Arthur Aurélie Axel
Baptiste Basile Béatrice Benoît Bérénice Camille Capucine Célestin Céleste Chloé Clémence
Clément Clothilde Colin Cyprien Daphné Delphine Diane Edgar Éléonore Élias Élise Éloïse Elsa
Émile Émilie Estelle Étienne Eugénie Ève Fabien Félix Flavie Florian François Gabriel Gaëlle
Gaspard Geoffroy Hadrien Hélène Héloïse Honoré Inès Irène Isaure Jade Jérôme Joséphine Juliette
Léa Léandre Léon Léonie Loïc Lou Louise Lucien Ludivine Maël Maëlys Maïté Manon Margaux
Marie-Ange Marius Martin Mathéo Mathilde Maxence Mélanie Mélodie Nathanaël Noé Noël Noémie
Océane Octave Odette Olympe Ophélie Oscar Pacôme Paul Pénélope Quentin Raphaël Rémi Roxane
Sacha Sébastien Séraphine Simon Soizic Solène Tancrède Théo Théodora Thibault Timothée Tiphaine
Titouan Ulysse Valérie Victoire Violette Virgile Yaël Zélie Zéphyr Zoé
"""

LAST_NAMES = """
Allègre Ancelin Arnaud Aubert Aubry Bailly Barbier Barthélemy Baudoin Béranger Berthelot Besnard
Blanchard Boitel Bonnet Boucher Bourgeois Bréchet Brunel Carlier Carpentier Cassagne Chabrol
Champion Charpentier Chauvet Chevallier Cléret Colas Cordier Courtois Crépin Dacosta Daumas
Debré Delacroix Delahaye Delaunay Delmas Descamps Deschamps Desmoulins Devaux Dubois Duchêne
Dufrêne Dumoulin Duprat Dutertre Escoffier Estève Étienne Fabre Faivre Ferrand Flèche Fontaine
Fouché Fournier Fréchet Gaillard Garnier Gauthier Genêt Gérard Germain Gillet Giraud Grégoire
Guérin Guichard Guillaume Guillou Hamelin Hardouin Hébert Hervé Huguet Imbert Jacquin Jobert
Josselin Joubert Jourdain Kerguélen Labbé Lacaze Lafitte Lagarde Lambert Langlois Lapeyre
Lebrun Leclère Lecomte Lefèvre Lefort Légaré Lemaître Lenoir Lesage Levasseur Lhuillier Loiseau
Mahé Maillard Mallet Marchand Maréchal Marty Massé Maubert Ménard Mercier Meunier Michaud
Moreau Morvan Nicolaï Nuñez Olivier Pagès Paillard Parmentier Pasquier Pélissier Perrin Pichon
Poirier Prévost Quéméner Rémond Renard Riché Rivière Rochefort Rousseau Sabatier Salaün Séguin
Serre Simonet Tardieu Teyssier Thévenet Tissier Toussaint Vallée Vasseur Verdier Vidal Villard
Voisin Weiss Yvon Zidane
"""

HOMONYMS = ("Camille Moreau", "Théo Lefèvre", "Louise Garnier")
"""Of each there are two in the school, who are not the same person."""

FAMILY = ("Martin", ("Inès", "Hugo", "Zoé"), "famille.martin@tivoli.example")
"""Three children under one address."""

THEORY = (
    *("Formation musicale 1A", "Formation musicale 1B", "Formation musicale 2A"),
    *("Formation musicale 2B", "Formation musicale 3A", "Formation musicale 3B"),
)
INSTRUMENTS = {
    **{"Piano cycle 1": 6, "Piano cycle 2": 4, "Violon cycle 1": 4, "Violon cycle 2": 3},
    **{"Guitare": 5, "Flûte traversière": 3, "Percussions": 2},
}
"""How much each is liked."""
ENSEMBLES = ("Chœur d'enfants", "Orchestre junior", "Orchestre symphonique", "Jazz & improvisation")
FIRST_STEPS = "Éveil musical"
ADULTS, ADULT_CHOIR = "Solfège adultes", "Chœur d'adultes"
HARP = "Harpe"
"""The class that was deleted by mistake."""
TRIAL = "Atelier découverte"
"""Its licences were taken back when the trial ended."""

CLASSES = (
    *(*THEORY, *INSTRUMENTS, *ENSEMBLES),
    *(FIRST_STEPS, ADULTS, ADULT_CHOIR, HARP, TRIAL),
)

CAST_CLASSES = {
    "Hélène Bodin": ("Piano cycle 1", "Piano cycle 2"),
    "Alice Laroche": ("Violon cycle 1", "Violon cycle 2", "Orchestre junior"),
    "James Carter": ("Jazz & improvisation",),
}
"""What the teachers of the workspace's cast teach."""
