import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** Bytes of a greeting; sshd reads 8 KB in all, and banners of bastions before it are short. */
const mostGreetingBytes = 64 * 1024;
const identification = /(?:^|\n)SSH-[^\n]*\n/;

/** What sshd says instead of its identification when it takes no more. */
const turnedAway = /^(?:Exceeded MaxStartups|Not allowed at this time)/;

/** What came of waiting for the greeting of an SSH server. */
export type Greeting = 'whole' | 'not-ssh' | 'closed' | Error;

/** A TCP connection that is being made. */
export function openSocket(host: string, port: number): Duplex {
  return connect({ host, port, noDelay: true });
}

/**
 * Waits until the identification of the server (RFC 4253, section 4.2) has come as a whole, and puts it back. The ssh2
 * library (1.17) loses parts of one that arrives in more than two pieces, and then the signature of the host is wrong.
 */
export function wholeGreeting(stream: Duplex): Promise<Greeting> {
  return new Promise(resolve => {
    let came = Buffer.alloc(0);
    const finish = (greeting: Greeting) => {
      stream.removeListener('readable', take);
      stream.removeListener('end', end);
      stream.removeListener('close', end);
      stream.removeListener('error', fail);
      if (greeting === 'whole') stream.unshift(came);
      resolve(greeting);
    };
    const end = () => finish(came.length === 0 || turnedAway.test(came.toString('latin1')) ? 'closed' : 'not-ssh');
    const fail = (error: Error) => finish(error);
    const take = () => {
      for (let block: Buffer | null = stream.read(); block !== null; block = stream.read()) {
        came = Buffer.concat([came, block]);
      }
      if (identification.test(came.toString('latin1'))) finish('whole');
      else if (came.length > mostGreetingBytes) finish('not-ssh');
    };
    stream.on('readable', take);
    stream.on('end', end);
    stream.on('close', end);
    stream.on('error', fail);
  });
}
