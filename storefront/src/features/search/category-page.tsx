export function CategoryPage() {
  return <h1 className="page">CategoryPage</h1>;
}
