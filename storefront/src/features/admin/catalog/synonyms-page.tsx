export function SynonymsPage() {
  return <h1 className="page">SynonymsPage</h1>;
}
