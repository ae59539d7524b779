/** The person's side of the workspace over HTTP, and the stream that says what changed. */

const RETRY = 2000;

export class Refusal extends Error {
  /** The workspace answered, and said no. `code` is for the program, `message` for the person. */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** The workspace did not answer at all. */
export class Away extends Error {}

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Away(path);
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(body.error ?? String(answer.status), body.message ?? "");
  return body;
}

function post(path, body = {}) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const workspace = () => call("/person/workspace");
export const traffic = () => call("/person/traffic");
export const clock = () => call("/person/clock");
export const passWeek = () => post("/person/week");

/** Everything that one person can ask, see and do. */
export function personApi(user) {
  const base = `/person/${encodeURIComponent(user)}`;
  const channel = (id) => `${base}/conversations/${encodeURIComponent(id)}`;
  const view = (id) => `${base}/views/${encodeURIComponent(id)}`;
  return {
    conversations: () => call(`${base}/conversations`),
    messages: (id) => call(`${channel(id)}/messages`),
    read: (id) => post(`${channel(id)}/read`),
    say: (id, text) => post(`${channel(id)}/say`, { text }),
    command: (id, command, text) => post(`${base}/command`, { channel: id, command, text }),
    views: () => call(`${base}/views`),
    submit: (id, state) => post(`${view(id)}/submit`, { state }),
    viewAction: (id, action) => post(`${view(id)}/action`, action),
    close: (id) => post(`${view(id)}/close`),
    messageAction: (id, ts, action) => post(`${base}/messages/${id}/${ts}/action`, action),
    options: (question) => post(`${base}/options`, question),
    openHome: () => post(`${base}/home`),
    home: () => call(`${base}/home`),
    homeAction: (action) => post(`${base}/home/action`, action),
    fileAddress: (id) => `${base}/files/${encodeURIComponent(id)}`,
    preview: (id) => call(`${base}/files/${encodeURIComponent(id)}/preview`),
    upload(file) {
      const form = new FormData();
      form.append("file", file);
      return call(`${base}/files`, { method: "POST", body: form });
    },
    /** Calls `changed(names)` on each change; `state(true|false)` as the line comes and goes. */
    stream(changed, state) {
      let source = null;
      let timer = 0;
      const open = () => {
        source = new EventSource(`${base}/stream`);
        source.onopen = () => state(true);
        source.onmessage = (event) => changed(JSON.parse(event.data).changed ?? []);
        source.onerror = () => {
          state(false);
          // The browser tries again by itself, except after an answer that is no stream.
          if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY);
        };
      };
      open();
      return () => {
        clearTimeout(timer);
        source.close();
      };
    },
  };
}
