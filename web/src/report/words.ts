// The report's own text. In: figures. Out: sentences. A translation is another such object.
export const words = {
  kicker: "A report by Glasshouse, a laboratory for social-scoring regimes",
  asked: {
    heading: "What was asked",
    text: (title: string, world: string, from: string, to: string) =>
      `What would the regime “${title}” do to the synthetic country “${world}” from ${from} to ${to}: who is restricted, how often by mistake, and who bears it?`,
    people: (people: string, represents: string, seed: number) =>
      `${people} synthetic people, made from published aggregate tables alone, stand for ${represents}; seed ${seed}. They are no real people, and no record of a real person can enter.`,
    command: "Every figure below comes from one run, and this command makes it again to the bit:",
    synthetic:
      "This is what a model says of a synthetic country under stated assumptions. It is not a measurement of a real one, and it is no argument for a better-running regime.",
  },
  findings: {
    heading: "What was found",
    range: (sets: number, moved: number, date: string) =>
      `Ranges run from the lowest to the highest of ${sets + 1} sets of assumptions, each moving ${moved} numbers within their stated ranges at once, on ${date}. They are not probabilities. ± is one standard error of simulating some people only.`,
    table: "Restrictions",
    head: ["restriction", "people ever", "at the end", "wrongly at the end", "times refused", "wrongly refused"],
    noRange:
      "No range over the assumptions was computed for this run (“--no-ranges”): its headlines rest on the stated numbers alone.",
    barred: (rule: string, people: string, date: string, wrong: string, otherwise: string) =>
      `${people} people were held to “${rule}” on ${date}; of 1,000 of them, ${wrong} would not have been, ${otherwise}.`,
    turned: (what: string) => `, which can turn the ${what}`,
    barredRange: (
      rule: string,
      people: string,
      date: string,
      wrong: string,
      wrongRange: string,
      peopleRange: string,
      otherwise: string,
    ) =>
      `${people} people (${peopleRange}) were held to “${rule}” on ${date}; of 1,000 of them, ${wrong} (${wrongRange}) would not have been, ${otherwise}.`,
    overAssumptions: (range: string) => `${range} over the assumptions`,
    nobody: "Nobody was under a restriction on the day that headlines speak of.",
  },
  worst: {
    heading: "What this report must not hide",
    unchanged: (preset: string) => `Every rule is as the preset ${preset} states it.`,
    changed: (n: number, preset: string) =>
      n === 1 ? `One rule differs from the preset ${preset}.` : `${n} rules differ from the preset ${preset}.`,
    noPreset: "This regime is like no preset: nothing says from where it was changed.",
    head: ["rule", "preset", "here"],
    none: "no such rule",
    table: "Every change from the preset",
    caseTable: "The worst case over the ranges of the assumptions",
    caseHead: ["restriction", "most people", "most of these wrongly", "most refused"],
    caseNote: "Each figure is the highest of its own over the sets of assumptions; they need not come from one set.",
  },
  views: {
    heading: "Two views",
    text: (otherwise: string) =>
      `Left, what a ministry could publish. Right, what happened. Wrongful: in force on the record, and would not be, ${otherwise}.`,
    head: [
      "restriction",
      "published: people",
      "published: refusals",
      "wrongful people",
      "wrongful refusals",
      "spared people",
    ],
    note: "Wrongful numbers are never to be read alone: by them perfect surveillance would be harmless. Total restriction, what falls on others, lawful acts given up and intrusion stand beside them.",
    given: (why: string) => `Lawful acts given up ${why}`,
    givenHead: ["what", "tried", "refused", "given up"],
  },
  time: { heading: "Over time" },
  where: { heading: "Where, and on whom" },
  conduct: {
    heading: "Conduct, rewards and fines",
    rewards: "Rewards and fines, yuan over the whole time",
    rewardsHead: ["", "people or cases", "yuan"],
    reward: (n: string) => `reward: ${n}`,
    fine: (n: string) => `fines: ${n}`,
  },
  more: { heading: "Further findings" },
  further: {
    correction: {
      heading: "How long it lasts",
      text: "“Nothing true” means that no entry on the record is for something the person did; “wrongly” that without errors they would not be over the line. The two are different. Days are those of wrongful spells until they end; some never do.",
      head: [
        "restriction",
        "people ever wrongly",
        "nothing true on the record",
        "right part of person-days",
        "median days until it ends",
        "never corrected",
      ],
      never: "not within the run",
      kinds: "What made the wrongs: wrongful person-days, in 100",
      kindHead: "kind of wrong",
      whole: "of all person-days, wrongful",
      kind: {
        identity: "identity: taken for somebody else",
        fact: "fact: blamed for what another did with their car or account",
        clerical: "clerical: a payment missed, or not removed in time",
        malice: "malice",
        law: "law: listed beyond the rule",
        opinion: "opinion: what others think",
      } as Record<string, string>,
      kindNote:
        "Wrongful days are put down to what made the record wrong. Last row: how much of all person-days is wrongful.",
    },
    redress: {
      heading: "What came of redress",
      text: (told: string) => `${told} restrictions were told to whoever they fell on.`,
      table: "Cases decided, and how rightly",
      head: ["", "decided", "lifted, rightly", "lifted, wrongly", "upheld, wrongly", "upheld, rightly"],
      kinds: { appeals: "appeals", review: "reviews before a restriction", recheck: "re-checks" },
      note: "Rightly lifted: the restriction was not the person’s own in truth. Wrongly upheld: neither, and it stays. Appeals over before they were decided are in “decided” alone.",
      offices: (filed: string, appealing: string, days: string, backlog: string, overloaded: number, all: number) =>
        `${filed} appeals were filed (${appealing} of those who knew of their restriction); an appeal waits ${days} days for its turn on average. At the end ${backlog} cases wait, and ${overloaded} of ${all} offices have more waiting than they decide in a day.`,
      few: (people: string, needed: string) =>
        `These queues follow from the appeals of ${people} synthetic people; they can be quoted from ${needed} on.`,
      repaired: (n: string) => `${n} restrictions ended early for days without a new penalty.`,
    },
    ratings: {
      heading: "Ratings",
      text: (given: string, stars: string, alone: string) =>
        `${given} ratings were given, of ${stars} stars on average; for conduct alone it would have been ${alone}.`,
      table: "Stars on the last day, by income",
      head: ["income", "rating", "for conduct alone"],
      dives: (settled: number, below: string, back: string) =>
        `Nosedives${settled ? ` after the first ${settled} days` : ""}: below ${below} points, until back at ${back}`,
      divesHead: ["", "people ever", "falls", "of these on a bad day", "back by the end", "never back"],
      kinds: { all: "all", conduct_alone: "by conduct as well", other_reasons: "not by conduct" },
      note: "By conduct as well: conduct alone would have led below the line. Never: of those who first fell over a year before the last day.",
      day: (costs: string, later: string) =>
        `A rated bad day costs ${costs} stars on the day; of this, and of what comes of it, there are left ${later}.`,
      after: (stars: string, days: string) => `${stars} after ${days} days`,
    },
    scores: { heading: "Scores and grades" },
    equity: {
      title: (rule: string) => `How unlike groups are treated: people ever under “${rule}”, of 1,000`,
      head: ["", "lowest", "highest", "difference [95 %]", "ratio [95 %]", "four fifths"],
      met: (is: boolean) => (is ? "met" : "not met"),
      note: "Ratio: lowest over highest. Four fifths: the rule of 29 CFR 1607.4 D, on the share not restricted; it is met however unequally a few are chosen. Of many small groups, as provinces are, some lie far apart by luck alone. Every group stands in equity.parquet.",
    },
    contexts: { heading: "Across parts of life" },
    others: {
      heading: "Held for somebody else’s conduct",
      text: (n: string) =>
        `${n} entries of children to a school were refused for what an adult did, or was held to have done.`,
      head: ["restriction", "children ever", "their days", "adults ever", "their days"],
    },
    traps: {
      heading: "Traps",
      text: "How often a restriction that has ended is in force again within a year, and how many are never out of it.",
      head: ["restriction", "times it ended", "again within a year", "never out"],
    },
    grades: {
      heading: "From grade to grade",
      text: "Of those who began a year in a grade, where they ended it.",
      before: "began as",
      people: "person-years",
    },
    money: {
      heading: "From whom to whom, in yuan",
      income: "income",
      net: "net per head",
      columns: {
        fines_paid: "fines paid",
        of_these_wrong: "of these wrong",
        rewards: "rewards",
        fees_paid: "fees of appeals",
        compensation: "compensation",
      } as Record<string, string>,
    },
    intrusion: {
      heading: "How far it reaches into daily life",
      text: (days: string, sightings: string) =>
        `A person can be traced on ${days} of days: ${sightings} identified sightings a person and day. A camera network that makes fewer errors sees no less.`,
      head: ["", "scanned a day", "told apart", "taken for another", "innocents scanned per offender found"],
    },
  },
  causes: {
    heading: "Causes",
    text: "The same people with the same luck, without one thing at a time. Order-fair shares add up to the whole.",
    missing:
      "No inquiry into causes was given to this report: the lab’s page “Why and safeguards” makes one, or “glasshouse why”, whose folder “--with” adds.",
  },
  safeguards: {
    heading: "Safeguards",
    text: (people: string) =>
      `The same people (${people} synthetic ones) with the same luck, under one safeguard more at a time, then under each two. “None”, a country in which nobody is scored, stands beside.`,
    missing:
      "No price list of safeguards was given to this report: the lab’s page “Why and safeguards” makes one, or “glasshouse safeguards”, whose folder “--with” adds.",
  },
  uncertainty: {
    heading: "What the findings rest on most",
    text: (samples: number) =>
      `Every assumption of regime and world moved over its stated range at once, in ${samples} samples. Nine in ten results lie in the interval. “Turned” marks a headline whose sign or order of magnitude the assumptions can turn.`,
    head: ["headline", "as stated", "interval", "turned", "rests on most"],
    missing:
      "No study of uncertainty was given to this report: “glasshouse uncertainty” makes one, and “--with” adds it.",
  },
  lives: {
    heading: "Two synthetic lives",
    text: "Two of the synthetic people, told again from the run. They have numbers and no names; nobody like them need exist.",
    record: "On the record",
    truth: "In truth",
    when: "When",
    nothing: "Nothing that mattered.",
  },
  regime: { heading: "The regime in words", head: ["rule", "what it says", "rests on"] },
  assumptions: {
    heading: "The assumptions it rests on",
    text: (n: number) =>
      `${n} numbers of the regime are assumptions. Those of the world are listed by “glasshouse show”.`,
    head: ["number", "value", "unit", "stated range", "source"],
  },
  method: {
    heading: "Method",
    texts: [
      "People, households and what they do are drawn from published aggregate tables; cameras, registers and informants are models of error. Each person has two tracks: the record, which is what the regime believes, and the truth, which follows the same rules with every registered act put down to whoever did it. A restriction on the record and not on the truth is wrongful.",
      "Whole numbers decide inside the engine; the same scenario gives the same bits on any number of threads. False matches add up to misattributions in every pool; they feed back on the country and are settled by repeated passes.",
      "Simulation error comes from 64 replicate groups of blocks (delete-a-group jackknife). It says how far a number would move with other luck, and nothing about whether the model is true: the ranges over assumptions do that, as far as the stated ranges go.",
      "Minority status is never a multiplier of conduct nor a condition of a rule; groups differ by exposure, technology and means.",
    ],
    more: "docs/model.md says what the model means, docs/measures.md defines every figure.",
  },
  sources: { heading: "Sources", head: ["name", "what it is"] },
  receipt: { heading: "Receipt", head: ["", ""], again: "To check that nothing was altered:" },
  made: (command: string) => `Made by ${command}`,
  span: (world: string, from: string, to: string) => `${world} · ${from} – ${to}`,
};
