export function ResetPasswordPage() {
  return <h1 className="page">ResetPasswordPage</h1>;
}
