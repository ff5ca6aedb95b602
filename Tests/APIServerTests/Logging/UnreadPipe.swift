import Foundation
import Processes

/// A named pipe with a capacity of 64 KiB (pipe(7)) that is read only on request.
final class UnreadPipe: Sendable {
    let path: String
    private let folder: TemporaryFolder
    private let descriptor: Int32

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/pipe"
        guard mkfifo(path, 0o600) == 0 else { throw UnexpectedError("no pipe: error \(errno)") }
        // Linux opens a FIFO for reading and writing without waiting for the other side (fifo(7)).
        descriptor = open(path, O_RDWR | O_NONBLOCK)
        guard descriptor >= 0 else { throw UnexpectedError("the pipe does not open: error \(errno)") }
    }

    deinit { close(descriptor) }

    /// The bytes in the pipe, as text.
    func read() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }
}
