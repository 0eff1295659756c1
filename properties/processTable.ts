/**
 * A process table as properties see it. A kernel model provides one object of this type as its `table`; all of it is numbers
 * and booleans, so that one property can speak of many kernels.
 *
 * Processes, groups, sessions and threads are numbered by their slots, from 1; 0 stands for none. A function about a slot may
 * be asked about any slot from 1 to the number of slots, and says 0 or false where the slot is not in use.
 */
export interface ProcessTable {
  // Sizes.
  readonly processSlots: () => number;
  readonly groupSlots: () => number;
  readonly sessionSlots: () => number;
  readonly threadSlots: () => number;
  /** User ids are 0 .. users() - 1. */
  readonly users: () => number;
  /** Ids of processes, groups, sessions and reaper subtrees are below this number. */
  readonly idLimit: () => number;

  // Processes, one by one.
  /** It is in the table: from the moment that it can be found by its number until it is reaped. */
  readonly inTable: (p: number) => boolean;
  /** It is in the table, and its fork has not finished it yet. */
  readonly isNew: (p: number) => boolean;
  /** It is in the table, complete, and no zombie. */
  readonly isAlive: (p: number) => boolean;
  readonly isZombie: (p: number) => boolean;
  /** It is on its way from exit to the zombie. */
  readonly isExiting: (p: number) => boolean;
  readonly pid: (p: number) => number;
  readonly isInit: (p: number) => boolean;
  /** The slot is in use, in the table or not. */
  readonly processExists: (p: number) => boolean;
  /** Holds by others that keep it from exiting. */
  readonly holds: (p: number) => number;

  // Where it stands in the tree, by its own word and by the lists: nowhere until its fork has put it there.
  /** Nobody changes parents, children, groups and reapers right now. */
  readonly treeIsQuiet: () => boolean;
  readonly parent: (p: number) => number;
  /** The pid of the parent on record. */
  readonly parentPid: (p: number) => number;
  readonly listsChild: (parent: number, child: number) => boolean;
  readonly reaper: (p: number) => number;
  readonly reaperLists: (reaper: number, p: number) => boolean;
  /** The number of the subtree below its reaper that p is in; 0 where the reaper, init, does not number them. */
  readonly subtree: (p: number) => number;
  /** The head of p's task (processes that share a fate), p itself if it has none. */
  readonly taskLeader: (p: number) => number;

  // Groups and sessions.
  readonly group: (p: number) => number;
  /** The group can be found by its number. */
  readonly groupInTable: (g: number) => boolean;
  readonly groupId: (g: number) => number;
  readonly groupLists: (g: number, p: number) => boolean;
  /** Nobody changes this group right now. */
  readonly groupIsQuiet: (g: number) => boolean;
  /** The slot is in use, in the table or not. */
  readonly groupExists: (g: number) => boolean;
  /** A system call may hold a group or a session that is not in the table. */
  readonly groupsAreMade: () => boolean;
  readonly sessionOf: (g: number) => number;
  /** The slot is taken, by a session in use or not. */
  readonly sessionExists: (s: number) => boolean;
  readonly sessionInUse: (s: number) => boolean;
  readonly sessionId: (s: number) => number;
  /** How many groups the session says it has. */
  readonly sessionCount: (s: number) => number;

  // The space of ids.
  readonly pidTaken: (id: number) => boolean;
  readonly groupIdTaken: (id: number) => boolean;
  readonly sessionIdTaken: (id: number) => boolean;
  readonly subtreeIdTaken: (id: number) => boolean;
  /** Nobody changes the maps of ids right now. */
  readonly idsAreQuiet: () => boolean;
  /** How many own this number as their pid: processes, forks that have not entered theirs yet, reaps that have taken it out. */
  readonly ownersOfPid: (id: number) => number;

  // Counts.
  /** The kernel's count of processes. */
  readonly processCount: () => number;
  /** Processes without a struct in this model (the swapper), which the count includes. */
  readonly uncountedProcesses: () => number;
  /** How many processes there may be, the uncounted ones included. */
  readonly processLimit: () => number;
  /** Forks that have counted a process which is not in the table yet, and reaps that have taken one out and not discounted it. */
  readonly countsUnderWay: () => number;
  /** The thread is in such a fork or reap. */
  readonly countsAhead: (thread: number) => boolean;
  /** The kernel's count of a user's processes. */
  readonly userCount: (uid: number) => number;
  /** How many processes the user may have: 0 for no limit. */
  readonly userLimit: (uid: number) => number;
  /** Processes in the table that belong to the user. */
  readonly processesOfUser: (uid: number) => number;
  /** Processes that are charged to the user by the credentials that they record. */
  readonly chargedTo: (uid: number) => number;

  // Resources, reduced to numbers.
  /** A fork, an exit or a reap holds resources that belong to no process of the table. */
  readonly resourcesMove: () => boolean;
  /** Some thread uses a descriptor. */
  readonly descriptorsMove: () => boolean;
  readonly memories: () => number;
  readonly memoriesInUse: () => number;
  readonly eventLists: () => number;
  readonly eventListsInUse: () => number;
  /** Files that stand for processes, and how many of them are ready and open in some process. */
  readonly descriptors: () => number;
  readonly descriptorsInUse: () => number;

  // Threads.
  /** The process of a thread that has been started and has not ended, 0 for others. */
  readonly processOf: (thread: number) => number;
  /** It has been started and has not ended. One that belongs to the kernel has no process. */
  readonly threadLives: (thread: number) => boolean;
  readonly inUserMode: (thread: number) => boolean;
  readonly isSuspended: (thread: number) => boolean;
  /** How many threads the process says it has, and how many are on its list. */
  readonly threadCount: (p: number) => number;
  readonly threadsListed: (p: number) => number;
  /** How many the process says are suspended, and how many are. */
  readonly suspendedCount: (p: number) => number;
  readonly threadsSuspended: (p: number) => number;
  /** The same for those suspended on the border of user mode. */
  readonly boundaryCount: (p: number) => number;
  readonly threadsAtBoundary: (p: number) => number;

  // Single-threading: one thread stops all others of its process.
  readonly isSingling: (p: number) => boolean;
  /** The thread that asked for it. */
  readonly singleOwner: (p: number) => number;
  /** The owner has got what it asked for: until it says so, it is the only thread of p that runs. */
  readonly isSingled: (p: number) => boolean;
  /** The process is stopped by a signal. */
  readonly isStopped: (p: number) => boolean;
  /** One process has stopped all others, and has not let them go on. */
  readonly allAreStopped: () => boolean;
  /** Nobody is inside the code that suspends and resumes threads of p: the counts and flags are consistent. */
  readonly threadsAreQuiet: (p: number) => boolean;

  /** The thread stops all other processes, or has stopped them. */
  readonly stopsAll: (thread: number) => boolean;
  /** The thread asks to be the only one of its process, and has no answer yet. */
  readonly wantsToBeAlone: (thread: number) => boolean;

  // System calls under way, however often they are begun again.
  /** The thread is in a fork of any kind. */
  readonly isForking: (thread: number) => boolean;
  /** The thread is in the part of a kill that signals a group. */
  readonly signalsAGroup: (thread: number) => boolean;
  /** The thread is in a kill of all below a reaper. */
  readonly signalsATree: (thread: number) => boolean;

  // vfork.
  /** The thread that lent p its memory and has to wait until p has executed or exited, 0 if there is none (any more). */
  readonly lender: (p: number) => number;
  /** The thread waits for a vfork child. */
  readonly waitsForVfork: (thread: number) => boolean;
  /** The process that such a thread looks at: its child, or whoever has that one's struct by now. */
  readonly borrowerOf: (thread: number) => number;
  /** p still tells its lender to wait. */
  readonly keepsLenderWaiting: (p: number) => boolean;

  /** p was born with memory that it was lent, and has neither executed another program nor given it back. */
  readonly borrows: (p: number) => boolean;

  // Birth.
  /**
   * The thread is about to start a child, no other thread is in its process, and what the child has, and what it should have of the
   * process that forks, are two things.
   */
  readonly childDiffers: (thread: number) => boolean;

  // Signals and waiting.
  /** p lived when the last file that stood for it was closed, which is its end. */
  readonly isDisowned: (p: number) => boolean;
  /** A signal to a whole group that cannot be refused was sent, and p is one that it has to kill. */
  readonly isDoomed: (p: number) => boolean;
  /** The same for a signal to all below a reaper. */
  readonly isCondemned: (p: number) => boolean;
  /** p is exiting, or a signal that cannot be refused waits for it. */
  readonly willDie: (p: number) => boolean;
  /** p, which exits, has told all others of its task to die, and sleeps until they have. */
  readonly waitsForTask: (p: number) => boolean;
  /** A thread of `p` waits for children, asleep or not. */
  readonly isWaiting: (p: number) => boolean;
  /** A thread of `parent` sleeps until a child like `child` has something to report. */
  readonly sleepsFor: (parent: number, child: number) => boolean;
  /** `child` has something to report that its sleeping parent has asked for. */
  readonly hasNewsFor: (parent: number, child: number) => boolean;
}
