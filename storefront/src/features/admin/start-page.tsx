export function StartPage() {
  return <h1 className="page">StartPage</h1>;
}
