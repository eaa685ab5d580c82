/** What takes pieces, gives others for them, and has some left at the end. */
export interface Stage<In, Out> {
  push(piece: In): Iterable<Out> | AsyncIterable<Out>;
  end(): Iterable<Out> | AsyncIterable<Out>;
}

/** Runs all pieces through a stage. */
export async function* runStage<In, Out>(
  pieces: AsyncIterable<In> | Iterable<In>,
  stage: Stage<In, Out>,
): AsyncGenerator<Out, void, void> {
  for await (const piece of pieces) yield* stage.push(piece);
  yield* stage.end();
}
