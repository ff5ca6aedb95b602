import Foundation
import Processes

/// A pipe with a name, which takes 64 KiB (pipe(7)) and is read only when a test wants to.
final class UnreadPipe: Sendable {
    let path: String
    private let folder: TemporaryFolder
    private let descriptor: Int32

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/pipe"
        guard mkfifo(path, 0o600) == 0 else { throw Unexpected("no pipe: error \(errno)") }
        // Linux opens a FIFO for both at once, without waiting for the other side (fifo(7)).
        descriptor = open(path, O_RDWR | O_NONBLOCK)
        guard descriptor >= 0 else { throw Unexpected("the pipe does not open: error \(errno)") }
    }

    deinit { close(descriptor) }

    /// What is in the pipe now.
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
