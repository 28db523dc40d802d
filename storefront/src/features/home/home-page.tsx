export function HomePage() {
  return <h1 className="page">HomePage</h1>;
}
