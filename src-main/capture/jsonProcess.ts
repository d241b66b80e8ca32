/** The process of a capture from the documented JSON; every value is checked, what does not fit is told with its place. */
import type {
  AuxiliaryValue,
  CaptureSource,
  CgroupLimit,
  CgroupMemory,
  ProcessFacts,
  ResourceLimit,
  StatAddresses,
  ThreadFacts,
  UnknownFact,
} from '../contract/capture.ts';
import { asBytes, asKibibytes, asPid, asTid } from '../contract/units.ts';
import { amount, Fields, flag, list, oneOf, page, text, whole, type Decoder } from './decode.ts';

/** Fields that must be there unless the source of the capture could not tell them. */
export class FactFields {
  private readonly source: CaptureSource | undefined;

  constructor(source: CaptureSource | undefined) {
    this.source = source;
  }

  /** The name of the source, the stand-in for a name that is not known. */
  get sourceName(): string {
    return this.source?.name ?? '';
  }

  need<T>(fields: Fields, fact: UnknownFact, name: string, decode: Decoder<T>, standIn: T): T {
    return this.source?.unknown.includes(fact) ? fields.orElse(name, decode, standIn) : fields.need(name, decode);
  }
}

/** What stood in `process`; `facts` says which of its fields the source could not tell. */
export function readProcess(value: unknown, at: string, facts: FactFields): ProcessFacts {
  const fields = new Fields(value, at);
  const threads = fields.orElse('threads', list(readThread), []);
  return {
    identity: {
      pid: asPid(facts.need(fields, 'pid', 'pid', whole, 0)),
      startTime: facts.need(fields, 'startTime', 'startTime', whole, 0),
      bootId: fields.orElse('bootId', text, ''),
    },
    comm: facts.need(fields, 'name', 'comm', text, facts.sourceName),
    cmdline: facts.need(fields, 'cmdline', 'cmdline', list(text), []),
    ...fields.may('exe', text),
    ppid: asPid(fields.orElse('ppid', whole, 0)),
    uid: facts.need(fields, 'user', 'uid', whole, 0),
    ...fields.may('user', text),
    state: fields.orElse('state', text, '?'),
    kernelThread: fields.orElse('kernelThread', flag, false),
    threadCount: fields.orElse('threadCount', whole, threads.length),
    threads,
    statusFigures: fields.orElse('status', readStatus, {}),
    limits: fields.orElse('limits', list(readLimit), []),
    ...fields.may('cgroup', readCgroup),
    auxv: fields.orElse('auxv', list(readAuxiliary), []),
    ...fields.may('addresses', readAddresses),
  };
}

const readCgroup: Decoder<CgroupMemory> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    version: fields.need('version', whole) === 1 ? 1 : 2,
    path: fields.need('path', text),
    limits: fields.orElse('limits', list(readCgroupLimit), []),
    ...fields.may('untold', oneOf(['outside', 'unmounted', 'refused'] as const)),
  };
};

const readCgroupLimit: Decoder<CgroupLimit> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    path: fields.need('path', text),
    limit: asBytes(fields.need('limit', whole)),
    used: asBytes(fields.need('used', whole)),
  };
};

const readThread: Decoder<ThreadFacts> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    tid: asTid(fields.need('tid', whole)),
    name: fields.need('name', text),
    ...fields.may('innerTid', (tid, place) => asTid(whole(tid, place))),
    state: fields.orElse('state', text, '?'),
    ...fields.may('stackPointer', page),
  };
};

const readStatus: Decoder<ProcessFacts['statusFigures']> = (value, at) =>
  Object.fromEntries(new Fields(value, at).entries((item, place) => asKibibytes(amount(item, place))));

const readLimit: Decoder<ResourceLimit> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    name: fields.need('name', text),
    ...fields.may('soft', amount),
    ...fields.may('hard', amount),
    unit: fields.orElse('unit', text, ''),
  };
};

const readAuxiliary: Decoder<AuxiliaryValue> = (value, at) => {
  const fields = new Fields(value, at);
  page(fields.need('value', text), `${at}.value`);
  return { type: fields.need('type', amount), name: fields.need('name', text), value: fields.need('value', text) };
};

const readAddresses: Decoder<StatAddresses> = (value, at) => {
  const fields = new Fields(value, at);
  const need = (name: keyof StatAddresses) => fields.need(name, page);
  return {
    startCode: need('startCode'),
    endCode: need('endCode'),
    startStack: need('startStack'),
    startData: need('startData'),
    endData: need('endData'),
    startBrk: need('startBrk'),
    argStart: need('argStart'),
    argEnd: need('argEnd'),
    envStart: need('envStart'),
    envEnd: need('envEnd'),
  };
};
