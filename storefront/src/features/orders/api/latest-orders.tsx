export function LatestOrders() {
  return null;
}
