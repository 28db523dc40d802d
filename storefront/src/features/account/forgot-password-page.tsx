export function ForgotPasswordPage() {
  return <h1 className="page">ForgotPasswordPage</h1>;
}
