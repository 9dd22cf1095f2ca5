/** The order of test files: on a fresh clone nobody knows yet how long they take, and the longest must not come last. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take half a minute or more, longest first. The others go by what was measured, or by size. */
const LONG = [
  'e2e/dashboard.e2e-spec.ts',
  'e2e/channels.e2e-spec.ts',
  'e2e/durability.e2e-spec.ts',
  'e2e/chaos.e2e-spec.ts',
  'messaging/promises.int-spec.ts',
  'messaging/whatsapp.int-spec.ts',
  'claude/claude-sessions.int-spec.ts',
  'claude/containment.int-spec.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONG.findIndex((name) => moduleId.endsWith(name));
      return place === -1 ? LONG.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
