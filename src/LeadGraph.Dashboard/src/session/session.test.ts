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
    const session = new Session(store(), store());
    expect(session.state).toEqual({ key: null, asked: false, refused: false });
    expect(session.headers).toEqual({});
  });

  it('keeps a key for the tab alone, and sends it', () => {
    const [tab, browser] = [store(), store()];
    new Session(tab, browser).signIn('secret');
    expect(new Session(tab, browser).headers).toEqual({ authorization: 'Bearer secret' });
    expect(browser.items.size).toBe(0);
  });

  it('has the browser remember a key by choice, so that a new tab has it', () => {
    const [tab, browser] = [store(), store()];
    new Session(tab, browser).signIn('secret', true);
    expect(new Session(store(), browser).state.key).toBe('secret');
    expect(tab.items.size).toBe(0);
  });

  it('asks for a key when none was sent, without calling it refused', () => {
    const session = new Session(store(), store());
    session.refuse(null);
    expect(session.state).toEqual({ key: null, asked: true, refused: false });
  });

  it.each([true, false])('forgets a refused key and says so, where the browser remembers it: %s', (remembered) => {
    const [tab, browser] = remembered ? [store(), store('old')] : [store('old'), store()];
    const session = new Session(tab, browser);
    session.refuse('old');
    expect(session.state).toEqual({ key: null, asked: true, refused: true });
    expect(tab.items.size + browser.items.size).toBe(0);
  });

  it('leaves the key that other tabs use to them when its own is refused', () => {
    const browser = store('theirs');
    const session = new Session(store('own'), browser);
    session.refuse('own');
    expect(browser.items.get('leadgraph.key')).toBe('theirs');
  });

  it('does not take a late refusal of an earlier key for one of the present key', () => {
    const session = new Session(store('old'), store());
    session.signIn('new');
    session.refuse('old');
    expect(session.state.key).toBe('new');
  });

  it('forgets the key on signing out and tells its listeners', () => {
    const kept = store('secret');
    const session = new Session(kept, store());
    let told = 0;
    const stop = session.subscribe(() => told++);
    session.signOut();
    stop();
    session.signIn('other');
    expect(told).toBe(1);
    expect(kept.items.get('leadgraph.key')).toBe('other');
  });

  it('goes along when another tab has the key remembered or forgotten', () => {
    const session = new Session(store(), store());
    session.refuse(null);
    session.rememberedElsewhere('secret');
    expect(session.state).toEqual({ key: 'secret', asked: false, refused: false });
    session.rememberedElsewhere(null);
    expect(session.state).toEqual({ key: null, asked: true, refused: false });
  });

  it('keeps its own key whatever other tabs remember', () => {
    const session = new Session(store('own'), store());
    session.rememberedElsewhere('other');
    session.rememberedElsewhere(null);
    expect(session.state.key).toBe('own');
  });
});
