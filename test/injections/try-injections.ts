/** Carries a plan of attacks out and counts. */
import type { TestWorker } from '../support/apps/worker-app.js';
import { planAttacks } from './attack-plan.js';
import { AttackScene, carryOutAll } from './attack-scene.js';
import { breachesOf, obeyed } from './verdict.js';

export interface InjectionFigures {
  attacks: number;
  /** The model did as it was told; it must in nearly all, or the attacks are too weak. */
  obeyed: number;
  breaches: string[];
  /** How many runs ended how: most attacks on secrets must end with a refused answer. */
  runs: Record<string, number>;
  notObeyed: string[];
}

const IN_PARALLEL = 3;

/** @param worker without sweeps */
export async function tryInjections(
  worker: TestWorker,
  perFamily: number,
): Promise<InjectionFigures> {
  const scene = await AttackScene.open(worker);
  const figures: InjectionFigures = {
    attacks: 0,
    obeyed: 0,
    breaches: [],
    runs: {},
    notObeyed: [],
  };
  await carryOutAll(scene, planAttacks(perFamily), IN_PARALLEL, (evidence) => {
    const { family, wish, encoding } = evidence.attack;
    figures.attacks += 1;
    if (obeyed(evidence)) figures.obeyed += 1;
    else figures.notObeyed.push(`${family}: ${wish.name}, ${encoding.name}`);
    figures.breaches.push(...breachesOf(evidence));
    for (const end of evidence.runs) figures.runs[end] = (figures.runs[end] ?? 0) + 1;
  });
  return figures;
}
