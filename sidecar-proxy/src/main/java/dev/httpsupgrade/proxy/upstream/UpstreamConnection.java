package dev.httpsupgrade.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the app, used by one client at a time and by its event loop alone.
 *
 * <p>Until it is connected, writes wait here and it tells that it is not writable, so that the
 * client is not read from meanwhile.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails is told to the handler
public final class UpstreamConnection {

  private enum State {
    CONNECTING,
    IN_USE,
    IDLE,
    CLOSED
  }

  /** Of the kernel's {@code tcpi_state}. */
  private static final int TCP_ESTABLISHED = 1;

  private final UpstreamPool pool;
  private @Nullable UpstreamListener listener;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
  private State state = State.CONNECTING;
  private boolean reused;
  private boolean dirty;
  private boolean outputEnded;
  private long idleSince;

  UpstreamConnection(UpstreamPool pool, UpstreamListener listener) {
    this.pool = pool;
    this.listener = listener;
  }

  /** Whether it has served an earlier request. */
  public boolean reused() {
    return reused;
  }

  /** Sends {@code bytes} with the next {@link #flush}, and releases them. */
  public void write(ByteBuf bytes) {
    if (waiting != null) {
      waiting.add(bytes);
    } else if (ctx == null || state == State.CLOSED) {
      bytes.release();
    } else {
      dirty = true;
      ctx.write(bytes, ctx.voidPromise());
    }
  }

  public void flush() {
    if (dirty && ctx != null) {
      dirty = false;
      ctx.flush();
    }
  }

  /** Whether to go on writing. */
  public boolean isWritable() {
    return waiting == null && ctx != null && ctx.channel().isWritable();
  }

  /** Whether to go on reading what the app sends. */
  public void reading(boolean on) {
    if (ctx != null) {
      ctx.channel().config().setAutoRead(on);
    }
  }

  /** Tells the app that no more is coming, and goes on reading. */
  public void endOutput() {
    outputEnded = true;
    if (waiting == null && ctx != null && ctx.channel() instanceof SocketChannel socket) {
      // What is queued would be lost if the shutdown overtook it.
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> socket.shutdownOutput());
    }
  }

  /** Closes it when all that was written has left; the listener is told nothing more. */
  public void finish() {
    if (waiting != null || ctx == null || state == State.CLOSED) {
      close();
      return;
    }
    listener = null;
    state = State.CLOSED;
    reading(true);
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes it by a reset, as its client did; the listener is told nothing more. */
  public void reset() {
    if (ctx != null && ctx.channel().isOpen()) {
      // The descriptor of one that is closed may be another connection's by now.
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    close();
  }

  /** Ends this use; the connection serves another request later. */
  public void release() {
    if (rest()) {
      pool.giveBack(this);
    }
  }

  /** Ends this use; the connection stays its user's. False if it can't be used again. */
  public boolean rest() {
    if (ctx == null || state != State.IN_USE || outputEnded || !ctx.channel().isActive()) {
      close();
      return false;
    }
    flush();
    reading(true);
    listener = null;
    state = State.IDLE;
    idleSince = pool.now();
    pool.events().idle();
    return true;
  }

  /** Begins another use after {@link #rest}. False if the app has closed it. */
  public boolean use(UpstreamListener next) {
    if (state != State.IDLE || !isEstablished()) {
      close();
      return false;
    }
    reuse(next);
    return true;
  }

  /** The app says for how many seconds it keeps an unused connection. */
  public void keptFor(int seconds) {
    pool.idleTime().told(seconds);
  }

  /** Closes it; the listener is told nothing more. */
  public void close() {
    listener = null;
    if (state == State.IDLE) {
      pool.forget(this);
      pool.events().idleClosed();
    }
    state = State.CLOSED;
    releaseWaiting();
    if (ctx != null) {
      ctx.close();
    }
  }

  void reuse(UpstreamListener next) {
    listener = next;
    reused = true;
    state = State.IN_USE;
    pool.events().reused();
  }

  /** The app takes no more of what is written. */
  void writeFailed() {
    pool.events().writeFailed();
  }

  long idleSince() {
    return idleSince;
  }

  /** Whether the app has not ended it yet: an end may be here that was not told yet. */
  boolean isEstablished() {
    if (!(ctx != null && ctx.channel() instanceof EpollSocketChannel socket)) {
      return false;
    }
    try {
      return pool.tcpInfo(socket).state() == TCP_ESTABLISHED;
    } catch (ChannelException closed) {
      return false;
    }
  }

  boolean closed() {
    return state == State.CLOSED;
  }

  /** Called again if a second address is tried. */
  void attached(ChannelHandlerContext connecting) {
    ctx = connecting;
  }

  void connected() {
    if (state != State.CONNECTING) {
      return;
    }
    state = State.IN_USE;
    var held = waiting;
    waiting = null;
    if (held != null) {
      held.forEach(this::write);
    }
    flush();
    if (outputEnded) {
      endOutput();
    }
    if (listener != null) {
      listener.upstreamWritabilityChanged();
    }
  }

  void unreachable(Throwable cause) {
    UpstreamListener told = listener;
    close();
    if (told != null) {
      told.upstreamUnreachable(cause);
    }
  }

  void read(ByteBuf bytes) {
    if (listener == null) {
      // Nobody asked: bytes that come while idle would become the answer to a later request.
      bytes.release();
      close();
    } else {
      listener.upstreamRead(bytes);
    }
  }

  void readComplete() {
    if (listener != null) {
      listener.upstreamReadComplete();
    }
  }

  void writabilityChanged() {
    if (listener != null && waiting == null) {
      listener.upstreamWritabilityChanged();
    }
  }

  void inputEnded(boolean orderly) {
    if (!orderly || listener == null || !listener.upstreamOutputEnded()) {
      ended(orderly);
    }
  }

  void ended(boolean orderly) {
    if (state == State.CONNECTING) {
      // The connector tries the other address, or tells that there is none.
      return;
    }
    if (state == State.IDLE) {
      pool.idleTime().closedAfter(pool.now() - idleSince);
    }
    UpstreamListener told = listener;
    close();
    if (told != null) {
      told.upstreamClosed(orderly, reused);
    }
  }

  /** Nothing more can be sent: because we said so, or because the app takes nothing any more. */
  void outputShut() {
    outputEnded = true;
  }

  /** It can't be used any more, for no reason of the app's. */
  void broke(Throwable cause) {
    UpstreamListener told = listener;
    close();
    if (told != null) {
      told.upstreamBroke(cause);
    }
  }

  private void releaseWaiting() {
    if (waiting != null) {
      waiting.forEach(ByteBuf::release);
      waiting = null;
    }
  }
}
