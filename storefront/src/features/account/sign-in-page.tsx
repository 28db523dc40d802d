export function SignInPage() {
  return <h1 className="page">SignInPage</h1>;
}
