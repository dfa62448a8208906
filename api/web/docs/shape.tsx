import { Prose } from '../pages/prose.tsx';
import type { Shape } from './document.ts';

const refName = (ref: string): string => ref.split('/').at(-1) ?? ref;

/** The anchor of a schema on the page. */
export const schemaId = (name: string): string => `schema-${name}`;

/** The type of a value in a few words, with a link if it is a named schema. */
export function TypeName({ shape }: { shape: Shape }) {
  if (shape.$ref !== undefined) return <a href={`#${schemaId(refName(shape.$ref))}`}>{refName(shape.$ref)}</a>;
  const choices = shape.anyOf ?? shape.oneOf ?? shape.allOf;
  if (choices !== undefined) return <Choices choices={choices} />;
  if (shape.items !== undefined) {
    return (
      <>
        list of <TypeName shape={shape.items} />
      </>
    );
  }
  return <>{plainType(shape)}</>;
}

function Choices({ choices }: { choices: Shape[] }) {
  return (
    <>
      {choices.map((choice, index) => (
        <>
          {index > 0 ? ' or ' : ''}
          <TypeName shape={choice} />
        </>
      ))}
    </>
  );
}

function plainType({ type, format, enum: values }: Shape): string {
  if (values !== undefined)
    return values.filter((value) => value !== null).join(' · ') + (values.includes(null) ? ' or null' : '');
  const types = (Array.isArray(type) ? type : [type ?? 'any']).map((each) => (each === 'string' && format ? format : each));
  return types.join(' or ');
}

/** The fields of an object, nested objects indented by their path. */
export function ShapeFields({ shape, prefix = '' }: { shape: Shape; prefix?: string }) {
  return (
    <table>
      <tbody>
        <FieldRows shape={shape} prefix={prefix} />
      </tbody>
    </table>
  );
}

function FieldRows({ shape, prefix }: { shape: Shape; prefix: string }) {
  return (
    <>
      {Object.entries(shape.properties ?? {}).map(([name, field]) => (
        <>
          <tr>
            <td>
              <code>{prefix + name}</code> {shape.required?.includes(name) ? <span class="required">required</span> : null}
            </td>
            <td class="type">
              <TypeName shape={field} />
            </td>
            <td>
              <Prose text={field.description ?? ''} />
              {field.default === undefined ? '' : ` Default: ${JSON.stringify(field.default)}.`}
            </td>
          </tr>
          <FieldRows shape={field.items ?? field} prefix={`${prefix}${name}${field.items === undefined ? '.' : '[].'}`} />
        </>
      ))}
    </>
  );
}
