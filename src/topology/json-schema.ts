import * as z from 'zod';
import { topologySchema } from './schema.ts';

/** The part of JSON Schema that the topology's schema uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  /** Our own: the default in words; never in schema.json, where it is part of the description. */
  readonly defaultText?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  readonly required?: readonly string[];
}

/** What users may write, short forms included, with `defaultText` on each key. Draft 7 is what editors know best. */
export function annotatedSchema(): JsonSchema {
  return z.toJSONSchema(topologySchema, { io: 'input', target: 'draft-7' }) as JsonSchema;
}

/** The text of schema.json, for editors. */
export function schemaJson(): string {
  const { $schema, ...rest } = z.toJSONSchema(topologySchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      const { description, defaultText } = jsonSchema as JsonSchema;
      if (description !== undefined && defaultText !== undefined) {
        jsonSchema.description = `${description} Default: ${defaultText}.`;
      }
      delete jsonSchema['defaultText'];
    },
  });
  // Left out by the check of a file's shape before the schema sees them.
  const titled = { $schema, title: 'Topology of an anycast lab', ...rest, patternProperties: { '^x-': {} } };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
