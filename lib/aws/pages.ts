/** The items of all pages, one call after the other; a page may be empty and still have a next one. */
export const allPages = async <Page extends { readonly NextToken?: string | undefined }, Item>(
  read: (token: { readonly NextToken?: string }) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token === undefined ? {} : { NextToken: token });
    items.push(...itemsOf(page));
    token = page.NextToken;
  } while (token);
  return items;
};
