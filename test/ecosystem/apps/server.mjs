import { get } from 'node:http';
import { AzureOpenAI } from 'openai';

const client = new AzureOpenAI();

/** What a server answers. */
export async function answer() {
  const messages = [{ role: 'user', content: 'Say hello' }];
  const { choices } = await client.chat.completions.create({ model: 'gpt-4.1-mini', messages });
  return choices;
}

/** Requests `url`, and prints the answer. */
export async function callOnce(url) {
  get(url, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (text) => (body += text));
    response.on('end', () => console.log(body));
  });
}
