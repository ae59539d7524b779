/** Refusals and silences of the workspace, in the person's words. */

import { Away } from "./api.js";
import { directory } from "./directory.js";
import { has, t } from "./i18n.js";

export const botName = () => directory.bot?.name ?? "";

/** `code` is what the workspace calls it. */
export function explainCode(code, command = "") {
  const bot = botName();
  if (code === "operation_timeout") return t("botSlow", { bot });
  if (code === "dispatch_failed") return t("botAway", { bot });
  if (code === "unknown_command") return t("unknownCommand", { command });
  return has(`code_${code}`) ? t(`code_${code}`) : t("refused", { code: code ?? "?" });
}

export function explain(error) {
  if (error instanceof Away) return t("workspaceAway");
  return has(`code_${error.code}`) ? t(`code_${error.code}`) : error.message || explainCode(error.code);
}

/** Throws what a person must hear when an answer is `{"ok": false}`. */
export function accepted(answer) {
  if (answer.ok !== false) return answer;
  const error = new Error(answer.message || explainCode(answer.error));
  error.code = answer.error;
  throw error;
}
