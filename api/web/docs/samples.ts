/** A call as code shows it. */
export interface Sample {
  method: string;
  /** With the names of its parameters in braces. */
  path: string;
  /** Null: the call has none. */
  body: unknown;
  query: Readonly<Record<string, string>>;
}

const indented = (value: unknown, by: string): string => JSON.stringify(value, null, 2).replaceAll('\n', `\n${by}`);

const queryOf = ({ query }: Sample): string => {
  const text = String(new URLSearchParams(query));
  return text === '' ? '' : `?${text}`;
};

/** The call for a shell in which `API`, `KEY` and each parameter are variables. */
export function curlOf(sample: Sample): string {
  const { method, path, body } = sample;
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  return [
    `curl -sS -X ${method} "$API${address}${queryOf(sample)}"`,
    '-H "Authorization: Bearer $KEY"',
    ...(method === 'POST' ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(body === null
      ? []
      : ['-H "Content-Type: application/json"', `-d '${indented(body, '  ').replaceAll("'", String.raw`'\''`)}'`]),
  ].join(' \\\n  ');
}

/** The call in JavaScript, where `api`, `key` and each parameter are variables. */
export function fetchOf(sample: Sample): string {
  const { method, path, body } = sample;
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `\${${name}}`);
  return [
    `const answer = await fetch(\`\${api}${address}${queryOf(sample)}\`, {`,
    `  method: '${method}',`,
    '  headers: {',
    '    Authorization: `Bearer ${key}`,',
    ...(method === 'POST' ? ["    'Idempotency-Key': crypto.randomUUID(),"] : []),
    ...(body === null ? [] : ["    'Content-Type': 'application/json',"]),
    '  },',
    ...(body === null ? [] : [`  body: JSON.stringify(${indented(body, '  ')}),`]),
    '});',
    'if (!answer.ok) throw new Error((await answer.json()).detail);',
  ].join('\n');
}

/** The call with the client of `api/client`, where each parameter is a variable. */
export function clientOf({ method, path, body, query }: Sample): string {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const params = [
    ...(names.length === 0 ? [] : [`path: { ${names.join(', ')} }`]),
    ...(Object.keys(query).length === 0 ? [] : [`query: ${JSON.stringify(query)}`]),
  ];
  const options = [
    ...(params.length === 0 ? [] : [`  params: { ${params.join(', ')} },`]),
    ...(body === null ? [] : [`  body: ${indented(body, '  ')},`]),
  ];
  const given = options.length === 0 ? '' : `, {\n${options.join('\n')}\n}`;
  return `const { data, error } = await client.${method}('${path}'${given});`;
}
