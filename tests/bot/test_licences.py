from tests.bot.conftest import House


def test_an_admin_takes_back_the_licences_of_a_class_and_undoes_it(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    modal = claire.wait_for_modal()
    print(claire.read_text(modal))
    claire.submit()
    claire.wait_for_modal("Licences")
    print(claire.read_text())
    told = claire.wait_for_message("12 licences", channel="secretariat")
    print(claire.read_text(told))
    claire.press("Défaire", told)
    print(claire.read_text(claire.wait_for_modal()))
    assert 0
