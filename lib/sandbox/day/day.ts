import { SEED } from '../ec2/seed/seed-world.ts';
import { StepMissing, type DayStep } from './day-step.ts';
import { copy, OWNED_TAGS, register, tag } from './images.ts';
import { elsewhere } from './elsewhere.ts';
import { afternoon, evening } from './later.ts';
import { GOLDEN } from './owners.ts';
import {
  COLLEAGUE,
  EVERYBODY,
  FOREIGN_UNIT,
  OWN_ORGANIZATION,
  PARTNER,
  PARTNER_ORGANIZATION,
  PROD_UNIT,
  share,
  STRANGER,
} from './shares.ts';

const { plainSnapshot: PLAIN, encryptedSnapshot: ENCRYPTED, goldenKey: KEY } = SEED;

const morning: readonly DayStep[] = [
  {
    title: 'The pipeline registers golden-web, encrypted and tagged',
    minutes: 0,
    act: (day) => register(day, GOLDEN, 'golden-web', ENCRYPTED),
  },
  {
    title: 'The pipeline registers golden-db',
    minutes: 2,
    act: (day) => register(day, GOLDEN, 'golden-db', ENCRYPTED),
  },
  {
    title: 'golden-web is shared with the whole organisation',
    minutes: 3,
    act: (day) => share(day, GOLDEN, 'golden-web', OWN_ORGANIZATION),
  },
  {
    title: 'golden-web is shared with the production unit and a colleague’s account',
    minutes: 1,
    act: (day) => share(day, GOLDEN, 'golden-web', PROD_UNIT, COLLEAGUE),
  },
  {
    title: 'golden-web is shared with an approved partner account',
    minutes: 5,
    act: (day) => share(day, GOLDEN, 'golden-web', PARTNER),
  },
  {
    title: 'golden-db is shared with an approved partner organisation',
    minutes: 4,
    act: (day) => share(day, GOLDEN, 'golden-db', PARTNER_ORGANIZATION),
  },
];

const offences: readonly DayStep[] = [
  {
    title: 'An unencrypted image is registered in a hurry',
    minutes: 10,
    act: (day) => register(day, GOLDEN, 'app-hurry', PLAIN),
  },
  {
    title: 'Somebody makes app-hurry public',
    minutes: 7,
    act: (day) => share(day, GOLDEN, 'app-hurry', EVERYBODY),
  },
  {
    title: 'golden-web is shared with an account that nobody knows',
    minutes: 6,
    act: (day) => share(day, GOLDEN, 'golden-web', STRANGER),
  },
  {
    title: 'golden-db is shared with a unit of a foreign organisation',
    minutes: 3,
    act: (day) => share(day, GOLDEN, 'golden-db', FOREIGN_UNIT),
  },
  {
    title:
      'One call shares app-hurry with everybody, a stranger, a partner and production: only the failing two go',
    minutes: 9,
    act: (day) => share(day, GOLDEN, 'app-hurry', EVERYBODY, STRANGER, PARTNER, PROD_UNIT),
  },
  {
    title: 'The same public share comes a second time, hours after the first',
    minutes: 12,
    act: (day) => share(day, GOLDEN, 'app-hurry', EVERYBODY),
  },
  {
    title: 'The last event is delivered twice',
    minutes: 0,
    act: (day) => {
      const last = day
        .published()
        .findLast((event) => JSON.stringify(event).includes('"add":{"items":[{"group":"all"}'));
      if (last === undefined) throw new StepMissing('there is no public share to repeat');
      day.publish(GOLDEN, 'us-east-1', last);
      return Promise.resolve();
    },
  },
];

const noon: readonly DayStep[] = [
  {
    title: 'app-hurry is copied to Ireland, still unencrypted',
    minutes: 15,
    act: (day) => copy(day, GOLDEN, 'app-hurry', 'app-hurry-eu', { region: 'eu-west-1', kmsKey: null }),
  },
  {
    title: 'app-hurry is copied again, encrypted with the team’s key: as it should be',
    minutes: 5,
    act: (day) => copy(day, GOLDEN, 'app-hurry', 'app-careful', { region: 'us-east-1', kmsKey: KEY }),
  },
  {
    title: 'An image without any tag',
    minutes: 8,
    act: (day) => register(day, GOLDEN, 'app-untagged', ENCRYPTED, {}),
  },
  {
    title: 'Another image without any tag; nobody will tag this one',
    minutes: 1,
    act: (day) => register(day, GOLDEN, 'app-forgotten', ENCRYPTED, {}),
  },
  {
    title: 'The tags of app-untagged arrive late, inside the grace of 30 minutes',
    minutes: 10,
    act: (day) => tag(day, GOLDEN, 'app-untagged', { ...OWNED_TAGS, Name: 'app-untagged' }),
  },
  {
    title: 'Lunch: the grace of app-forgotten ends',
    minutes: 45,
    waits: true,
    act: () => Promise.resolve(),
  },
  {
    title: 'app-forgotten is tagged after all',
    minutes: 20,
    act: (day) => tag(day, GOLDEN, 'app-forgotten', { ...OWNED_TAGS, Name: 'app-forgotten' }),
  },
];

/** Honest work between the parts, as much of it as the seed says. */
const honestWork = (random: () => number): readonly DayStep[] =>
  Array.from({ length: 2 + Math.floor(random() * 3) }, (_, index): DayStep => {
    const name = `app-service-${String(index + 1)}-${String(Math.floor(random() * 1_000_000)).padStart(6, '0')}`;
    return {
      title: `The pipeline registers ${name}`,
      minutes: 1 + Math.floor(random() * 9),
      act: (day) => register(day, GOLDEN, name, ENCRYPTED),
    };
  });

/** The order of independent offences is the seed's too; the duplicate stays behind what it repeats. */
const shuffledOffences = (random: () => number): readonly DayStep[] => {
  const [hurry, firstPublic, ...rest] = offences;
  const middle = rest.slice(0, 3);
  const last = rest.slice(3);
  if (hurry === undefined || firstPublic === undefined) return offences;
  const order = middle.map((step) => ({ step, at: random() })).toSorted((a, b) => a.at - b.at);
  return [hurry, firstPublic, ...order.map(({ step }) => step), ...last];
};

/** A day in the organisation, varied by the seed: some 30 doings, from which AWS makes some 40 events. */
export const planDay = (random: () => number): readonly DayStep[] => [
  ...morning,
  ...honestWork(random),
  ...shuffledOffences(random),
  ...noon,
  ...elsewhere,
  ...afternoon,
  ...evening,
];
