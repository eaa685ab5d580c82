// Splits and merges below the first: `color.ts` says of what. Four nodes at a time, one in each lane.

/** Splits a remainder in each lane, in place: four quarters, of `quarter` bytes each, from `at` on. */
export function split(at: usize, quarter: usize, roots: usize): void {
  const w1r = v128.load(roots);
  const w1i = v128.load(roots, 16);
  const w2r = v128.load(roots, 32);
  const w2i = v128.load(roots, 48);
  const w3r = v128.load(roots, 64);
  const w3i = v128.load(roots, 80);
  for (const end = at + quarter; at < end; at += 32) {
    const atB = at + quarter;
    const atC = atB + quarter;
    const atD = atC + quarter;
    let xr = v128.load(atB);
    let xi = v128.load(atB, 16);
    const br = f32x4.sub(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i));
    const bi = f32x4.add(f32x4.mul(xr, w1i), f32x4.mul(xi, w1r));
    xr = v128.load(atC);
    xi = v128.load(atC, 16);
    const cr = f32x4.sub(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i));
    const ci = f32x4.add(f32x4.mul(xr, w2i), f32x4.mul(xi, w2r));
    xr = v128.load(atD);
    xi = v128.load(atD, 16);
    const dr = f32x4.sub(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i));
    const di = f32x4.add(f32x4.mul(xr, w3i), f32x4.mul(xi, w3r));
    const ar = v128.load(at);
    const ai = v128.load(at, 16);
    let acr = f32x4.add(ar, cr);
    let aci = f32x4.add(ai, ci);
    let bdr = f32x4.add(br, dr);
    let bdi = f32x4.add(bi, di);
    v128.store(at, f32x4.add(acr, bdr));
    v128.store(at, f32x4.add(aci, bdi), 16);
    v128.store(atC, f32x4.sub(acr, bdr));
    v128.store(atC, f32x4.sub(aci, bdi), 16);
    acr = f32x4.sub(ar, cr);
    aci = f32x4.sub(ai, ci);
    bdr = f32x4.sub(br, dr);
    bdi = f32x4.sub(bi, di);
    v128.store(atB, f32x4.sub(acr, bdi));
    v128.store(atB, f32x4.add(aci, bdr), 16);
    v128.store(atD, f32x4.add(acr, bdi));
    v128.store(atD, f32x4.sub(aci, bdr), 16);
  }
}

/** Undoes `split`, but for a factor of 4. */
export function merge(at: usize, quarter: usize, roots: usize): void {
  const w1r = v128.load(roots);
  const w1i = v128.load(roots, 16);
  const w2r = v128.load(roots, 32);
  const w2i = v128.load(roots, 48);
  const w3r = v128.load(roots, 64);
  const w3i = v128.load(roots, 80);
  for (const end = at + quarter; at < end; at += 32) {
    const atB = at + quarter;
    const atC = atB + quarter;
    const atD = atC + quarter;
    const ar = v128.load(at);
    const ai = v128.load(at, 16);
    const br = v128.load(atB);
    const bi = v128.load(atB, 16);
    const cr = v128.load(atC);
    const ci = v128.load(atC, 16);
    const dr = v128.load(atD);
    const di = v128.load(atD, 16);
    let acr = f32x4.add(ar, cr);
    let aci = f32x4.add(ai, ci);
    let bdr = f32x4.add(br, dr);
    let bdi = f32x4.add(bi, di);
    v128.store(at, f32x4.add(acr, bdr));
    v128.store(at, f32x4.add(aci, bdi), 16);
    let xr = f32x4.sub(acr, bdr);
    let xi = f32x4.sub(aci, bdi);
    v128.store(atC, f32x4.add(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i)));
    v128.store(atC, f32x4.sub(f32x4.mul(xi, w2r), f32x4.mul(xr, w2i)), 16);
    acr = f32x4.sub(ar, cr);
    aci = f32x4.sub(ai, ci);
    bdr = f32x4.sub(br, dr);
    bdi = f32x4.sub(bi, di);
    xr = f32x4.add(acr, bdi);
    xi = f32x4.sub(aci, bdr);
    v128.store(atB, f32x4.add(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i)));
    v128.store(atB, f32x4.sub(f32x4.mul(xi, w1r), f32x4.mul(xr, w1i)), 16);
    xr = f32x4.sub(acr, bdi);
    xi = f32x4.add(aci, bdr);
    v128.store(atD, f32x4.add(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i)));
    v128.store(atD, f32x4.sub(f32x4.mul(xi, w3r), f32x4.mul(xr, w3i)), 16);
  }
}

/** The last split, the product with the response, and the first merge: the same arithmetic as in `split` and `merge`. */
// @ts-ignore: decorator
@inline
export function multiplyValues(at: usize, roots: usize, response: usize): void {
  let ar = v128.load(at);
  let ai = v128.load(at, 16);
  let br = v128.load(at, 32);
  let bi = v128.load(at, 48);
  let cr = v128.load(at, 64);
  let ci = v128.load(at, 80);
  let dr = v128.load(at, 96);
  let di = v128.load(at, 112);
  const w1r = v128.load(roots);
  const w1i = v128.load(roots, 16);
  const w2r = v128.load(roots, 32);
  const w2i = v128.load(roots, 48);
  const w3r = v128.load(roots, 64);
  const w3i = v128.load(roots, 80);
  let xr = br;
  br = f32x4.sub(f32x4.mul(xr, w1r), f32x4.mul(bi, w1i));
  bi = f32x4.add(f32x4.mul(xr, w1i), f32x4.mul(bi, w1r));
  xr = cr;
  cr = f32x4.sub(f32x4.mul(xr, w2r), f32x4.mul(ci, w2i));
  ci = f32x4.add(f32x4.mul(xr, w2i), f32x4.mul(ci, w2r));
  xr = dr;
  dr = f32x4.sub(f32x4.mul(xr, w3r), f32x4.mul(di, w3i));
  di = f32x4.add(f32x4.mul(xr, w3i), f32x4.mul(di, w3r));
  let acr = f32x4.add(ar, cr);
  let aci = f32x4.add(ai, ci);
  let bdr = f32x4.add(br, dr);
  let bdi = f32x4.add(bi, di);
  let amcr = f32x4.sub(ar, cr);
  let amci = f32x4.sub(ai, ci);
  let bmdr = f32x4.sub(br, dr);
  let bmdi = f32x4.sub(bi, di);
  let h = v128.load(response);
  ar = f32x4.mul(f32x4.add(acr, bdr), h);
  ai = f32x4.mul(f32x4.add(aci, bdi), h);
  h = v128.load(response, 16);
  br = f32x4.mul(f32x4.sub(amcr, bmdi), h);
  bi = f32x4.mul(f32x4.add(amci, bmdr), h);
  h = v128.load(response, 32);
  cr = f32x4.mul(f32x4.sub(acr, bdr), h);
  ci = f32x4.mul(f32x4.sub(aci, bdi), h);
  h = v128.load(response, 48);
  dr = f32x4.mul(f32x4.add(amcr, bmdi), h);
  di = f32x4.mul(f32x4.sub(amci, bmdr), h);

  acr = f32x4.add(ar, cr);
  aci = f32x4.add(ai, ci);
  bdr = f32x4.add(br, dr);
  bdi = f32x4.add(bi, di);
  amcr = f32x4.sub(ar, cr);
  amci = f32x4.sub(ai, ci);
  bmdr = f32x4.sub(br, dr);
  bmdi = f32x4.sub(bi, di);
  v128.store(at, f32x4.add(acr, bdr));
  v128.store(at, f32x4.add(aci, bdi), 16);
  xr = f32x4.add(amcr, bmdi);
  let xi = f32x4.sub(amci, bmdr);
  v128.store(at, f32x4.add(f32x4.mul(xr, w1r), f32x4.mul(xi, w1i)), 32);
  v128.store(at, f32x4.sub(f32x4.mul(xi, w1r), f32x4.mul(xr, w1i)), 48);
  xr = f32x4.sub(acr, bdr);
  xi = f32x4.sub(aci, bdi);
  v128.store(at, f32x4.add(f32x4.mul(xr, w2r), f32x4.mul(xi, w2i)), 64);
  v128.store(at, f32x4.sub(f32x4.mul(xi, w2r), f32x4.mul(xr, w2i)), 80);
  xr = f32x4.sub(amcr, bmdi);
  xi = f32x4.add(amci, bmdr);
  v128.store(at, f32x4.add(f32x4.mul(xr, w3r), f32x4.mul(xi, w3i)), 96);
  v128.store(at, f32x4.sub(f32x4.mul(xi, w3r), f32x4.mul(xr, w3i)), 112);
}
