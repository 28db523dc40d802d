export function PriceListsPage() {
  return <h1 className="page">PriceListsPage</h1>;
}
