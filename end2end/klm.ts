// How long a journey takes a practised person, by the keystroke-level model (Card, Moran and Newell, 1980): the browser
// records what the hands do, each movement has its time, and a moment of thought goes before each decision.

import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";

/** Seconds: a key by an average typist, pointing, a press of the button, a hand to the other device, a thought. */
const KEY = 0.28;
const POINT = 1.1;
const PRESS = 0.2;
const HAND = 0.4;
const THOUGHT = 1.35;
/** Keys for a Chinese character by its sounds, with the choice among those that sound alike. */
const KEYS_A_CHARACTER = 4;

type Deed = { what: "key" | "press" | "text" | "file" | "choice"; count: number };

/** Where what was counted is kept, for the table of the documentation. */
const KEPT = join(process.env.WUYOU_TARGET ?? join(import.meta.dirname, "../target"), "keystrokes.txt");

export class Keystrokes {
  private keys = 0;
  presses = 0;
  private thoughts = 0;
  private hands = 0;
  private seconds = 0;
  private last: Deed["what"] | undefined;
  private onKeys = false;

  static async of(page: Page): Promise<Keystrokes> {
    const own = new Keystrokes();
    await page.exposeFunction("keystrokes", (deed: Deed) => own.take(deed));
    await page.addInitScript((keysACharacter) => {
      const tell = (what: string, count: number) => (window as unknown as { keystrokes(deed: object): void }).keystrokes({ what, count });
      const worth = (text: string) => [...text].reduce((sum, c) => sum + (/[\u3400-\u9fff]/.test(c) ? 0 : 1), 0);
      let typed = false;
      addEventListener("keydown", (event) => {
        if (!["Shift", "Control", "Alt", "Meta"].includes(event.key)) typed = true;
        tell("key", 1);
      }, true);
      addEventListener("keyup", () => { typed = false; }, true);
      addEventListener("pointerdown", () => tell("press", 1), true);
      addEventListener("input", (event) => {
        const field = event.target as HTMLInputElement;
        if (typed || field.type === "file" || field.tagName === "SELECT" || ["checkbox", "radio"].includes(field.type)) return;
        // Filled in at once by the test: as many keys as a person needs for it. A pasted text is two.
        const text = field.value;
        const chinese = [...text].length - worth(text);
        tell("text", field.tagName === "TEXTAREA" && text.includes("\t") ? 2 : worth(text) + chinese * keysACharacter);
      }, true);
      addEventListener("change", (event) => {
        const field = event.target as HTMLInputElement;
        if (field.type === "file") tell("file", field.files?.length ?? 0);
        if (field.tagName === "SELECT" && !typed) tell("choice", 1);
      }, true);
    }, KEYS_A_CHARACTER);
    return own;
  }

  private take({ what, count }: Deed) {
    const onKeys = what === "key" || what === "text";
    if (this.last !== undefined && onKeys !== this.onKeys) this.hand();
    this.onKeys = onKeys;
    // A thought before each press and each choice, and before what is typed in one go.
    if (!onKeys || what === "text" || this.last !== "key") this.think();
    if (onKeys) {
      this.keys += count;
      this.seconds += count * KEY;
    } else {
      // A choice is a press that opens and one that chooses; files are pointed at one by one, and taken.
      const presses = what === "press" ? 1 : what === "choice" ? 2 : count + 1;
      this.presses += presses;
      this.seconds += presses * (POINT + PRESS);
    }
    this.last = what;
  }

  private hand() {
    this.hands += 1;
    this.seconds += HAND;
  }

  private think() {
    this.thoughts += 1;
    this.seconds += THOUGHT;
  }

  /** Begins to count anew. */
  begin() {
    this.keys = this.presses = this.thoughts = this.hands = this.seconds = 0;
    this.last = undefined;
    this.onKeys = false;
  }

  /** So many lines are looked over before the next step. */
  look(lines: number) {
    this.thoughts += lines;
    this.seconds += lines * THOUGHT;
  }

  /** What it came to, in seconds; kept under a name. */
  sum(name: string): number {
    const { keys, presses, thoughts, hands, seconds } = this;
    mkdirSync(dirname(KEPT), { recursive: true });
    appendFileSync(KEPT, `${name} | ${keys} | ${presses} | ${thoughts} | ${hands} | ${seconds.toFixed(0)} s\n`);
    return seconds;
  }
}
