export function SignUpPage() {
  return <h1 className="page">SignUpPage</h1>;
}
