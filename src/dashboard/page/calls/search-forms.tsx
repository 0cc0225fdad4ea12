import type { TargetedSubmitEvent, VNode } from 'preact';
import { useId } from 'preact/hooks';
import { usePage } from '../shell/use-page.ts';

/** Attributes that are often looked for; any other one can be typed. */
const SUGGESTED = [
  'azure.openai.deployment',
  'azure.openai.error.code',
  'azure.openai.region',
  'azure.openai.resource',
  'azure.openai.spilled_over',
  'azure.service.request.id',
  'error.type',
  'gen_ai.conversation.id',
  'gen_ai.operation.name',
  'gen_ai.request.model',
  'gen_ai.response.finish_reasons',
  'gen_ai.response.id',
  'openai.response.service_tier',
  'server.address',
];

/** The API takes so many attributes. */
const MOST_ATTRIBUTES = 10;

/** The search for words, and the filters on attributes. */
export function SearchForms(): VNode {
  const { search, linkWith } = usePage();
  const attributes = search.getAll('attribute');
  return (
    <section class="s12 searches" aria-label="Search">
      <TextForm />
      {attributes.length < MOST_ATTRIBUTES && <AttributeForm attributes={attributes} />}
      {attributes.length > 0 && (
        <ul class="chips" aria-label="Attributes">
          {attributes.map((pair) => (
            <li key={pair}>
              <a
                class="chip on"
                aria-label={`Remove ${pair}`}
                href={linkWith({ attribute: attributes.filter((other) => other !== pair), offset: undefined })}
              >
                {pair.slice(0, pair.indexOf('='))} = <b>{pair.slice(pair.indexOf('=') + 1)}</b>{' '}
                <span aria-hidden="true">×</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function TextForm(): VNode {
  const { search, change } = usePage();
  const text = search.get('text') ?? '';
  const set = (value: string): void => change({ text: value.trim() || undefined, offset: undefined });
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    set(readField(event.currentTarget, 'text'));
  };
  return (
    <form class="search" role="search" onSubmit={submit}>
      <input
        // Another text in the URL makes another field.
        key={text}
        class="field"
        type="search"
        name="text"
        aria-label="Words in calls"
        placeholder='Words, "a phrase", begin*'
        defaultValue={text}
        maxLength={1000}
        onInput={({ currentTarget: { value } }) => value === '' && text !== '' && set('')}
      />
      <button class="button">Search</button>
    </form>
  );
}

function AttributeForm({ attributes }: { attributes: readonly string[] }): VNode {
  const { change } = usePage();
  const id = useId();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const [name, value] = [readField(form, 'name').trim(), readField(form, 'value')];
    const pair = `${name}=${value}`;
    form.reset();
    if (!attributes.includes(pair)) change({ attribute: [...attributes, pair], offset: undefined });
  };
  return (
    <form class="search" aria-label="Attribute" onSubmit={submit}>
      <input
        class="field"
        name="name"
        list={id}
        required
        pattern="[^=]+"
        aria-label="Name of an attribute"
        placeholder="Attribute"
        autocomplete="off"
        spellcheck={false}
      />
      <datalist id={id}>
        {SUGGESTED.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <span aria-hidden="true">=</span>
      <input
        class="field"
        name="value"
        required
        aria-label="Its value"
        placeholder="Value"
        autocomplete="off"
        spellcheck={false}
      />
      <button class="button">Add</button>
    </form>
  );
}

function readField(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? '');
}
