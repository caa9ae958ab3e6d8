import { applyPlan } from '../../lib/app/apply-plan.ts';
import { deliverNotice } from '../../lib/app/deliver-notice.ts';
import { handleChange } from '../../lib/app/handle-change.ts';
import { handleRequest } from '../../lib/app/handle-request.ts';
import { recheckEnvelope } from '../../lib/events/recheck.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import type { Answer, Request } from '../../lib/model/request.ts';
import { snapshotIdsOf } from '../../lib/sandbox/ec2/image.ts';
import { requestsOf } from './calls.ts';
import { switchCopyKey } from './copy-key.ts';
import { drawOf, type Draw } from './draw.ts';
import { subjectsIn, truthOf } from './estate.ts';
import {
  CALM,
  type Call,
  type History,
  type Meanwhile,
  type Person,
  type Step,
  type Trouble,
} from './history.ts';
import { person } from './in-process-ec2.ts';
import { checkUndone } from './inverse.ts';
import { jobsOf, type Job } from './jobs.ts';
import type { System } from './system.ts';
import type { Watch } from './watch.ts';
import { askerOf, requestOf } from './wishes.ts';
import { Worker } from './worker.ts';

/** Plays the steps of a history on the system. */
export class Play {
  private readonly history: History;
  private readonly system: System;
  private readonly watch: Watch;
  private readonly quiet: Draw;
  private paused = 0;
  private workers = 0;

  constructor(history: History, system: System, watch: Watch) {
    this.history = history;
    this.system = system;
    this.watch = watch;
    this.quiet = drawOf(history.seed);
  }

  async step(step: Step): Promise<void> {
    const { system } = this;
    switch (step.step) {
      case 'calls':
        for (const call of step.calls) this.call(call);
        return;
      case 'pass':
        system.clock.advance(step.seconds * 1000);
        return;
      case 'deliver':
        return this.deliver(step);
      case 'person': {
        const draw = drawOf(step.seed);
        await this.ask(step.person, step.trouble, draw);
        return;
      }
      case 'pause':
        this.pause();
        return;
      case 'resume':
        system.brake = { kind: 'running' };
        return;
      case 'sweep':
        this.sweep();
        return;
      case 'policy':
        system.policy = system.policies[step.policy] ?? system.policy;
        this.watch.policyChanged();
    }
  }

  /** Puts every subject down to be looked at. */
  sweep(): void {
    const { system } = this;
    const at = system.clock.now().toISOString();
    for (const ref of subjectsIn(system.ec2.world, this.history)) {
      system.changes.send(JSON.stringify(recheckEnvelope(ref, at, at)), system.now());
    }
  }

  /** Hands on all that is due until nothing is left, without any trouble. Answers false when it does not come to rest. */
  async drain(): Promise<boolean> {
    const draw = this.quiet;
    for (let handled = 0; handled < 600; handled += 1) {
      const jobs = this.jobs();
      if (jobs.length === 0) return true;
      await this.runJobs([draw.pick(jobs)], CALM, draw);
    }
    return false;
  }

  /** Lets time pass until something is visible that is not yet; answers false when nothing will be within so many milliseconds. */
  private waitForNext(ms: number): boolean {
    const { changes, plans, notices } = this.system;
    const now = this.system.now();
    const times = [...changes.messages, ...plans.messages, ...notices.messages].map(
      ({ visibleAt }) => visibleAt,
    );
    const next = Math.min(...times.filter((at) => at > now));
    if (next > now + ms) return false;
    this.system.clock.advance(next - now);
    return true;
  }

  private pause(): void {
    this.paused += 1;
    const since = this.system.clock.now().toISOString();
    this.system.brake = {
      kind: 'paused',
      by: 'admin',
      since,
      reason: `for the ${String(this.paused)}. time`,
    };
  }

  private call(call: Call): void {
    const { ec2 } = this.system;
    const given = this.history.images[call.image];
    // The number after the last: whatever was copied last.
    const copied = subjectsIn(ec2.world, this.history).findLast((ref) => 'image' in ref);
    const [first] = this.history.images;
    const place = given ?? first;
    const image = given?.image ?? (copied !== undefined && 'image' in copied ? copied.image : '');
    if (place === undefined) return;
    const account = AccountId.parse(given?.account ?? copied?.account ?? place.account);
    const region = Region.parse(given?.region ?? copied?.region ?? place.region);
    const stored = ec2.world.images.get(image);
    if (call.call === 'key-off' || call.call === 'key-on') {
      switchCopyKey(ec2.world, call.call === 'key-on');
      this.watch.onCall(false, account, region, call.call);
    }
    const instance = ec2.world.instances.list(region, account).at(-1)?.id ?? '';
    const snapshot = (stored === null ? [] : snapshotIdsOf(stored))[0] ?? 'snap-0aaaaaaaaaaaaaaa9';
    const before = this.system.fate;
    this.system.fate = () => call.fate;
    try {
      for (const { operation, input } of requestsOf(call, image, snapshot, instance)) {
        try {
          ec2.call(person(account, call.who), region, operation, input);
        } catch (error) {
          // Refused, as AWS refuses it; a bug of the sandbox is none of that.
          if (!(error instanceof Error) || !('$metadata' in error)) throw error;
        }
      }
    } finally {
      this.system.fate = before;
    }
  }

  private async deliver({
    seed,
    most,
    workers,
    trouble,
    meanwhile,
  }: Extract<Step, { step: 'deliver' }>): Promise<void> {
    const draw = drawOf(seed);
    const left = [...meanwhile];
    let handled = 0;
    let turns = 0;
    while (handled < most) {
      const jobs = [...this.jobs()];
      if (jobs.length === 0) {
        if (!this.waitForNext(10_000)) break;
        continue;
      }
      const chosen: Job[] = [];
      for (let count = Math.min(workers, most - handled, jobs.length); count > 0; count -= 1) {
        const job = draw.pick(jobs);
        jobs.splice(jobs.indexOf(job), 1);
        chosen.push(job);
      }
      handled += chosen.length;
      turns += await this.runJobs(chosen, trouble, draw, (turn, running) => {
        this.meanwhile(left, turns + turn, running, trouble, draw);
      });
    }
    this.meanwhile(left, Infinity, null, trouble, draw);
  }

  private meanwhile(
    left: Meanwhile[],
    turn: number,
    running: Worker[] | null,
    trouble: Trouble,
    draw: Draw,
  ): void {
    for (const one of left.filter((other) => other.turn <= turn)) {
      left.splice(left.indexOf(one), 1);
      const { does } = one;
      if (does === 'pause') this.pause();
      else if ('call' in does) this.call(does);
      else if (running !== null) this.askBeside(does, running, trouble, draw);
    }
  }

  private jobs(): readonly Job[] {
    const now = this.system.now();
    const { changes, plans, notices } = this.system;
    return [
      ...jobsOf('guard', changes, now, (body, worker) => handleChange(body, this.system.guard(worker))),
      ...jobsOf('remediate', plans, now, (body, worker) => applyPlan(body, this.system.remediation(worker))),
      ...jobsOf('notify', notices, now, (body, worker) => deliverNotice(body, this.system.notice(worker))),
    ];
  }

  private async runJobs(
    jobs: readonly Job[],
    trouble: Trouble,
    draw: Draw,
    meanwhile: (turn: number, running: Worker[]) => void = () => undefined,
  ): Promise<number> {
    const { system } = this;
    const isAtRest = draw === this.quiet;
    // A look at every subject makes up for what was lost before it.
    system.fate = () =>
      isAtRest ? 'soon' : draw.pick(['soon', 'soon', 'soon', 'soon', 'late', 'twice', 'lost']);
    const running: Worker[] = [];
    const started = jobs.map((job) => {
      const worker = this.worker(job.name, trouble, draw);
      running.push(worker);
      return { job, worker, finish: job.start(worker) };
    });
    let turns = 0;
    await system.stage.run(running, draw, trouble.stall, (turn) => {
      turns = turn;
      meanwhile(turn, running);
      return Promise.resolve();
    });
    for (const { worker, finish } of started) finish(worker.end?.kind === 'done', draw);
    return turns;
  }

  private worker(name: string, trouble: Trouble, draw: Draw): Worker {
    this.workers += 1;
    const { system } = this;
    return new Worker(`${name} ${String(this.workers)}`, system.stage, drawOf(draw.seed()), trouble);
  }

  /** Asks until there is an answer, at most three times. */
  private async ask(wish: Person, trouble: Trouble, draw: Draw): Promise<void> {
    const request = await this.requestOf(wish);
    if (request === null) return;
    for (const one of [trouble, trouble, CALM]) {
      const worker = this.worker(wish.ask, one, draw);
      const before = 'ref' in request ? truthOf(this.system.ec2.world, request.ref) : {};
      worker.start(() => handleRequest(request, askerOf(wish), this.system.remediation(worker)));
      await this.system.stage.run([worker], draw, one.stall);
      const { end } = worker;
      if (end?.kind !== 'done') continue;
      const answer = end.value as Answer;
      if (answer.retry !== null) continue;
      await checkUndone(request, answer, before, worker, this.watch, this.system);
      return;
    }
  }

  private askBeside(wish: Person, running: Worker[], trouble: Trouble, draw: Draw): void {
    const worker = this.worker(wish.ask, trouble, draw);
    running.push(worker);
    worker.start(async () => {
      const request = await this.requestOf(wish);
      return request === null ? null : handleRequest(request, askerOf(wish), this.system.remediation(worker));
    });
  }

  private requestOf(wish: Person): Promise<Request | null> {
    const { journal, ec2 } = this.system;
    return requestOf(wish, { journal, ec2, now: this.system.now() }, this.history);
  }
}
