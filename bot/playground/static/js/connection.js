// The WebSocket to the playground: what the person does goes out, everything that changes comes in.

export class Connection {
  #socket;
  #waiting = new Map();
  #next = 1;

  /** `onUpdate(update)` for every change; `onLost()` when the playground is gone. */
  constructor(onUpdate, onLost) {
    this.#socket = new WebSocket(`ws://${location.host}/socket`);
    this.#socket.addEventListener("message", (frame) => {
      const update = JSON.parse(frame.data);
      if (update.type === "done") {
        this.#waiting.get(update.id)?.(update);
        this.#waiting.delete(update.id);
      } else onUpdate(update);
    });
    this.#socket.addEventListener("close", onLost);
  }

  /** Do something as the person; resolves to {error, field_errors}. */
  act(act, details = {}) {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, act, ...details }));
    });
  }
}
