import { plainToInstance, Type } from 'class-transformer';
import { IsInt, IsString, Length, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { validationPipe } from './validation.js';

class LineDto {
  @IsInt()
  count: number;
}

class OrderDto {
  @IsString()
  @Length(1, 5)
  name: string;

  @ValidateNested({ each: true })
  @Type(() => LineDto)
  lines: LineDto[];
}

async function parse(value: unknown): Promise<unknown> {
  return validationPipe().transform(value, { type: 'body', metatype: OrderDto });
}

describe('validationPipe', () => {
  it('hands over an instance of the class', async () => {
    const value = { name: 'a', lines: [{ count: 1 }] };
    expect(await parse(value)).toEqual(plainToInstance(OrderDto, value));
    expect(await parse(value)).toBeInstanceOf(OrderDto);
  });

  it('says for each field what is wrong, nested ones by their path', async () => {
    await expect(parse({ name: 'too long', lines: [{ count: 'x' }] })).rejects.toMatchObject({
      code: 'request.invalid',
      kind: 'invalid',
      details: {
        fields: {
          name: ['must be shorter than or equal to 5 characters'],
          'lines.0.count': ['must be an integer number'],
        },
      },
    });
  });

  it('refuses fields it does not know', async () => {
    await expect(parse({ name: 'a', lines: [], admin: true })).rejects.toMatchObject({
      details: { fields: { admin: ['is not a known field'] } },
    });
  });

  it('drops what is empty from a query, and nothing from a body', async () => {
    const empty = { name: '', lines: [] };
    const query = validationPipe().transform(empty, { type: 'query', metatype: OrderDto });
    await expect(query).rejects.toMatchObject({
      details: { fields: { name: expect.arrayContaining(['must be a string']) } },
    });
    await expect(parse(empty)).rejects.not.toMatchObject({
      details: { fields: { name: expect.arrayContaining(['must be a string']) } },
    });
  });

  it.each([undefined, null, 'text', 5, []])('refuses a body of %j', async (body) => {
    await expect(parse(body)).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
