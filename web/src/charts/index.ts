// Every drawing by the name that blocks have for it.
import type { Chart } from "../blocks";
import { groups, moved } from "./bars";
import { curves, waiting } from "./curves";
import type { Of, Size } from "./drawing";
import { frontier } from "./frontier";
import { matrix } from "./matrix";
import { scores } from "./scores";
import { tiles } from "./tiles";
import { waterfall } from "./waterfall";

// What a block's data are stands beside each drawing; the server makes one for the other.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const DRAWINGS: Record<string, (block: Of<any>, size: Size) => Element> = {
  curves,
  frontier,
  groups,
  matrix,
  moved,
  scores,
  tiles,
  waiting,
  waterfall,
};

export function draw(block: Chart, size: Size): Element {
  return DRAWINGS[block.drawing](block, size);
}
