import { describe, expect, it } from 'vitest';
import { Session } from './session';

function store(key?: string) {
  const items = new Map(key === undefined ? [] : [['leadgraph.key', key]]);
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

describe('Session', () => {
  it('asks for nothing until the service does', () => {
    const session = new Session(store());
    expect(session.state).toEqual({ key: null, asked: false, refused: false });
    expect(session.headers).toEqual({});
  });

  it('keeps a key in the store it is given, and sends it', () => {
    const kept = store();
    new Session(kept).signIn('secret');
    expect(new Session(kept).headers).toEqual({ authorization: 'Bearer secret' });
  });

  it('asks for a key when none was sent, without calling it refused', () => {
    const session = new Session(store());
    session.refuse(null);
    expect(session.state).toEqual({ key: null, asked: true, refused: false });
  });

  it('forgets a refused key and says so', () => {
    const kept = store('old');
    const session = new Session(kept);
    session.refuse('old');
    expect(session.state).toEqual({ key: null, asked: true, refused: true });
    expect(kept.items.size).toBe(0);
  });

  it('does not take a late refusal of an earlier key for one of the present key', () => {
    const session = new Session(store('old'));
    session.signIn('new');
    session.refuse('old');
    expect(session.state.key).toBe('new');
  });

  it('forgets the key on signing out and tells its listeners', () => {
    const kept = store('secret');
    const session = new Session(kept);
    let told = 0;
    const stop = session.subscribe(() => told++);
    session.signOut();
    stop();
    session.signIn('other');
    expect(told).toBe(1);
    expect(kept.items.get('leadgraph.key')).toBe('other');
  });
});
