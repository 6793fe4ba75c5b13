import type { WebSocket } from '@fastify/websocket';
import type { ErrorCode } from '@homepot/catalogue';
import { closeSocket } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { LiveSink } from '../../live/index.ts';

/** The server goes away, says RFC 6455; whoever wants to go on connects again. */
const goingAway = 1001;

/** Writes messages to a socket. One that does not answer a ping by the next is gone. */
export function openSocketSink(socket: WebSocket): LiveSink {
  let awaitsPong = false;
  socket.on('pong', () => {
    awaitsPong = false;
  });
  return {
    form: 'socket',
    write: (bytes) => socket.send(bytes, { binary: false }),
    bufferedBytes: () => socket.bufferedAmount,
    heartbeat() {
      if (awaitsPong) {
        socket.terminate();
        return;
      }
      awaitsPong = true;
      socket.ping();
    },
    end(code) {
      if (code === undefined) socket.close(goingAway);
      else closeSocket(socket, new HomepotError(code as ErrorCode));
    },
    cut: () => socket.terminate(),
  };
}
