/**
 * How a random walk takes its next step: `uniform` takes any, each as likely as another; `pct` goes by random priorities that
 * change at random steps; `swarm` draws another way for each walk.
 */
export type StrategyName = 'uniform' | 'pct' | 'swarm';
