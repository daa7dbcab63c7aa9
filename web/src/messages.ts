// All text of the page and the report, in one place. A translation is another such object.
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
  "October", "November", "December"];

export const text = {
  months,
  million: "million",
  billion: "billion",
  to: (low: string, high: string) => `${low} to ${high}`,
  under: (limit: string) => `under ${limit}`,
  date: (date: number, month: string, year: number) => `${date} ${month} ${year}`,

  // Names that a file's keys do not say well enough.
  names: {
    "watch.faces": "Cameras that know faces", "watch.plates": "Cameras that read plates",
    "watch.accounts": "Travel accounts", "watch.records": "Records of authorities and shops",
    "watch.informants": "Informants", "watch.discretion": "Officials’ discretion", score: "The score",
    fines: "Fines", lists: "Lists", consequences: "Restrictions", rewards: "Rewards",
    notice: "What people know", redress: "Redress",
    from_score: "begins at", from_grade: "from grade", on: "falls on", term: "for", linked: "linked to recognition",
    false_match_rate: "match threshold: false matches let through", told: "told of a penalty",
    knows_rules: "know the rules", human_check: "a person confirms each match",
    attribute_filter: "compares only the same sex and age group", model_check: "checks the car’s model",
    gallery: "compared with", registry: "register searched", lapse: "points lapse after",
    due: "due after", amount: "amount", registered: "share registered",
    male: "men", female: "women", no: "Han majority", yes: "minorities", "1": "lowest fifth",
    "5": "highest fifth", "2": "second fifth", "3": "third fifth", "4": "fourth fifth",
    everybody: "everybody", minority: "Minority", income: "Income", sex: "Sex", age: "Age",
  } as Record<string, string>,

  title: "Glasshouse",
  subtitle: "A laboratory for social-scoring regimes, run on synthetic countries",
  skip: "Skip to the findings",
  views: { explore: "Explore", tour: "Tour", compare: "Compare", lives: "Lives", why: "Why", safeguards: "Safeguards" },
  nav: "Views",
  undo: "undo",

  choose: {
    heading: "The regime",
    open: "Change the regime",
    regime: "Regime",
    world: "World",
    about: "About this regime",
    changed: (n: number) => (n === 1 ? "1 number changed" : `${n} numbers changed`),
    reset: "Undo all changes",
    undo: (what: string) => `Undo the change of ${what}`,
    all: (n: number) => `All ${n} numbers`,
    drop: "Drop a regime file here, or choose one",
    dropped: (name: string) => `From your file ${name}`,
    tooLarge: "That file is larger than a regime can be (200 kB).",
  },
  control: {
    assumption: "assumption",
    range: (low: string, high: string) => `stated range ${low} to ${high}`,
    source: (source: string) => `Source: ${source}`,
    confidence: { verified: "verified", "well-known": "well known", assumption: "assumption", fitted: "fitted" } as Record<string, string>,
    was: (value: string) => `was ${value}`,
    bounds: (low: string, high: string) => `Allowed: ${low} to ${high}`,
    more: "Where this number comes from",
  },

  state: {
    away: "The server can’t be reached. The page goes on as soon as it is there again; nothing of yours is lost.",
    first: "Living the regime for the first time. The first run on a machine compiles the engine, which takes up to a minute.",
    moving: "Living a small country while you move …",
    resting: "Living a larger country …",
    range: "Working out the range over the assumptions …",
    quick: (people: string) => `Quick run: ${people} synthetic people. What is grey waits for the large one.`,
    rested: (people: string, all: string, seconds: string) =>
      `${people} synthetic people stand for ${all}; lived in ${seconds} s.`,
    bug: "The server met a bug; its terminal shows it. Your numbers are still here.",
    problem: "This regime can’t be run",
  },

  headline: {
    nobody: (date: string) => `On ${date} nobody was under a restriction.`,
    barred: (rule: string) => `barred from ${rule}`,
    under: (rule: string) => `under “${rule}”`,
    main: (under: string, wrong: string, date: string) =>
      `Of 1,000 people ${under} on ${date}, ${wrong} would not be, had every act been put down to whoever did it.`,
    mainRange: (under: string, low: string, high: string, date: string) =>
      `Of 1,000 people ${under} on ${date}, ${low} to ${high} would not be, had every act been put down to whoever did it.`,
    nothingTrue: (n: string) => `${n} have nothing true on their record at all.`,
    stated: (wrong: string, people: string, error: string) =>
      `With the numbers as stated ${wrong}, of ${people} people; ± ${error} from simulating some people only.`,
    range: (sets: number, assumptions: number) =>
      `The range comes from ${sets + 1} sets of assumptions that move ${assumptions} numbers within their stated ranges; it is not a probability.`,
    noRange: "No range yet: it follows when the numbers rest.",
    synthetic: "This is what the model says of a synthetic country, not a measurement of a real one.",
  },

  rule: { heading: "Show", legend: "Restriction shown below" },
  views2: {
    heading: "Two views of the same day",
    official: "What the ministry would publish",
    truth: "What happened",
    restricted: (under: string) => `people ${under}`,
    wrongly: "of them would not be, had every act been put down to whoever did it",
    spared: "others would be, and are spared by the same errors",
    refused: "times something was refused until the end",
    refusedWrong: "of these refusals were wrong",
    givenUp: "attempts given up out of fear",
    collateral: "children and others held for someone else’s conduct",
    note: "Wrongful numbers are never to be read alone: by them, perfect surveillance would be harmless.",
  },
  curves: {
    title: (rule: string) => `People under the restriction “${rule}”, week by week`,
    record: "on the record", truth: "on the truth", wrong: "wrongly",
    alt: (rule: string, last: string, wrong: string, date: string) =>
      `Line chart of people under the restriction ${rule} on the record and on the truth. On ${date}: ${last} on the record, ${wrong} of them wrongly.`,
    band: "Bands: two simulation errors either way.",
    phase: { reported: "the report", starts: (what: string) => `${what} begins`, ends: (what: string) => `${what} ends`, series: (what: string) => `${what} set` },
    head: ["week to", "on the record", "±", "on the truth", "wrongly", "±", "spared"],
  },
  map: {
    title: (rule: string) => `Wrongly under “${rule}” on the last day, per 1,000 inhabitants`,
    alt: (rule: string, most: string, least: string) =>
      `Tile map of the provinces by people wrongly under ${rule} per 1,000 inhabitants. Highest: ${most}; lowest: ${least}.`,
    note: "A tile a province, about where it lies.",
    head: ["province", "inhabitants", "restricted", "wrongly", "wrongly per 1,000"],
  },
  equity: {
    title: (rule: string) => `Who is wrongly under “${rule}” on the last day, per 1,000 of each group`,
    alt: (rule: string, most: string, least: string) =>
      `Dot chart of people wrongly under ${rule} per 1,000 of each group, with intervals. Highest: ${most}; lowest: ${least}.`,
    note: "Lines: 95 % intervals of the simulation. The upright line: everybody.",
    head: ["group", "people", "restricted", "wrongly", "wrongly per 1,000", "±"],
    everybody: "everybody",
  },
  conduct: {
    title: "Conduct: what was done, and what the record made of it",
    head: ["conduct", "done", "put down right", "put down wrong", "missed"],
    note: "Done: expected acts. Put down right: to the doer; wrong: to somebody who did not do it. Missed: looked up, nobody found.",
  },
  contexts: {
    title: "What was done in one part of life, and paid for in another",
    alt: (most: string) => `Matrix of person-days of restriction by the context of the conduct and of the consequence. Most: ${most}.`,
    note: "Million person-days of restriction, by the context of the conduct that caused it (rows) and of what is refused (columns).",
  },
  numbers: "The numbers behind this",
  again: "Made by",
  take: {
    heading: "Take it with you",
    yaml: "Regime file (YAML)", results: "Results (ZIP)", link: "Copy a link", copied: "The link is copied.",
    busy: "Making the file …", failed: "That could not be made.",
    note: "The link carries the regime’s name and your changes, and opens the same scenario in any lab.",
    ownFile: "A link can’t carry a file of yours: send the YAML along.",
  },
};
