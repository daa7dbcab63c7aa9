// The line to the server. In: wishes. Out: answers. Only the newest wish of a kind is kept; one quick
// run is on its way at a time. A line that breaks is taken up again.
export interface Answer {
  id: number;
  kind?: string;
  [more: string]: unknown;
}
export type Wish = { kind: string; [more: string]: unknown };

const APART = ["study", "stop"]; // answered in their own time
const ONE = ["compare", "find", "life", "open"]; // only the answer to the newest wish of the kind counts
const TRY_AGAIN = 1013; // as the server closes a page that is one too many
const FIRST_WAIT_MS = 300,
  LONGEST_WAIT_MS = 4000;

export class Live {
  private socket: WebSocket | null = null;
  private next = 1;
  private wait = FIRST_WAIT_MS;
  private moving = false; // a quick run is on its way
  private newest: Wish | null = null; // and this is what comes after it
  private kinds = new Map<number, string>();
  private newestOf = new Map<string, number>();

  constructor(
    private readonly hear: (answer: Answer, isNewest: boolean) => void,
    private readonly tell: (isOpen: boolean, isFull: boolean) => void,
  ) {
    this.open();
  }

  /** A wish whose answer comes to `hear`, under the number given. A `move` waits for the one before it. */
  ask(wish: Wish): number {
    if (wish.kind !== "move" || !this.moving) return this.send(wish);
    this.newest = wish;
    return 0;
  }

  /** Answers of these kinds that are still on their way are not wanted any more. */
  forget(...kinds: string[]): void {
    for (const kind of kinds) this.newestOf.delete(kind);
  }

  private send(wish: Wish): number {
    if (this.socket?.readyState !== WebSocket.OPEN) return 0;
    const id = this.next++;
    this.newestOf.set(wish.kind, id);
    if (!APART.includes(wish.kind)) this.kinds.set(id, wish.kind);
    if (wish.kind === "move") this.moving = true;
    else this.newest = null;
    this.socket.send(JSON.stringify({ id, ...wish }));
    return id;
  }

  private open(): void {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/live`);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = FIRST_WAIT_MS;
      this.tell(true, false);
    };
    socket.onmessage = (event) => this.read(JSON.parse(event.data as string) as Answer);
    socket.onclose = (event) => {
      this.moving = false;
      this.newest = null;
      this.kinds.clear();
      this.tell(false, event.code === TRY_AGAIN);
      setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 1.6);
    };
  }

  private read(answer: Answer): void {
    if (APART.includes(answer.kind ?? "")) {
      this.hear(answer, false);
      return;
    }
    // Wishes are answered in order, and the newer takes a waiting one's place.
    for (const id of this.kinds.keys()) if (id <= answer.id) this.kinds.delete(id);
    this.moving = [...this.kinds.values()].includes("move");
    const following = this.newest;
    if (following && !this.moving) {
      this.newest = null;
      this.send(following);
    }
    if (ONE.includes(answer.kind ?? "") && this.newestOf.get(answer.kind ?? "") !== answer.id) return;
    this.hear(answer, this.kinds.size === 0);
  }
}
