internal import CCurl

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A detached thread that runs a loop and ends with it.
enum CurlThread {
    /// The arguments of a new thread.
    final class Start: Sendable {
        let multi: MultiHandle
        let mailbox: CurlMailbox
        let configuration: CurlTransport.Configuration

        init(multi: MultiHandle, mailbox: CurlMailbox, configuration: CurlTransport.Configuration) {
            self.multi = multi
            self.mailbox = mailbox
            self.configuration = configuration
        }
    }

    /// Starts the thread.
    /// - Returns: `false` if the system could not create a thread.
    static func begin(_ start: Start) -> Bool {
        // Retained here, released by the thread itself.
        let context = Unmanaged.passRetained(start)
        let hasBegun = create(context.toOpaque())
        if !hasBegun { context.release() }
        return hasBegun
    }

    private static func create(_ context: UnsafeMutableRawPointer) -> Bool {
        #if canImport(Darwin)
            var thread: pthread_t?
            let result = pthread_create(&thread, nil, curlThreadMain, context)
            if result == 0, let thread { pthread_detach(thread) }
        #else
            var thread = pthread_t()
            let result = pthread_create(&thread, nil, curlThreadMain, context)
            if result == 0 { pthread_detach(thread) }
        #endif
        return result == 0
    }

    fileprivate static func run(_ context: UnsafeMutableRawPointer) {
        // Leave signals to the program's threads; a broken connection must not raise SIGPIPE here.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        CurlLoop(start).run()
    }
}

#if canImport(Darwin)
    private func curlThreadMain(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        CurlThread.run(context)
        return nil
    }
#else
    private func curlThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let context { CurlThread.run(context) }
        return nil
    }
#endif
