import { describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { WorkerPlaces } from './worker-places.js';

const [busy, other] = [newId('sel'), newId('sel')];

describe('the places of a worker', () => {
  it('go to the nudges of one seller, all but the last', () => {
    const places = new WorkerPlaces(3);
    for (const _ of [1, 2]) {
      expect(places.mayNudge(busy)).toBe(true);
      places.take(busy);
    }
    expect(places.mayNudge(busy)).toBe(false);
    expect(places.mayNudge(other)).toBe(true);
    expect(places.free).toBe(1);
  });

  it('go to the nudges of whoever comes while several sellers hold some', () => {
    const places = new WorkerPlaces(3);
    places.take(busy);
    const place = places.take(other);
    expect(places.mayNudge(busy)).toBe(true);
    places.leave(place);
    places.take(busy);
    expect(places.mayNudge(busy)).toBe(false);
  });

  it('may be held by anybody as long as the claim is under way', () => {
    const places = new WorkerPlaces(2);
    const place = places.take(null);
    expect(places.mayNudge(busy)).toBe(false);
    place.sellerId = other;
    expect(places.mayNudge(busy)).toBe(true);
  });

  it('are given out where there is one, and no more than there are', () => {
    const places = new WorkerPlaces(1);
    expect(places.mayNudge(busy)).toBe(true);
    places.take(busy);
    expect(places.mayNudge(other)).toBe(false);
    expect(places.free).toBe(0);
  });
});
