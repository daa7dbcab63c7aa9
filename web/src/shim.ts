// What a bare JavaScript engine lacks and Plot asks for when it loads: dates are shown by our own words.
const world = globalThis as Record<string, unknown>;
const asText = class {
  format(value: unknown): string {
    return String(value);
  }
  formatToParts(): [] {
    return [];
  }
};
world.Intl ??= { DateTimeFormat: asText, NumberFormat: asText };
world.console ??= { log() {}, warn() {}, error() {} };
