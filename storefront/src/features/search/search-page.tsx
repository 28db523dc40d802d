export function SearchPage() {
  return <h1 className="page">SearchPage</h1>;
}
