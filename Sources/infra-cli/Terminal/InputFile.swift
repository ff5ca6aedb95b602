import Diagnostics
internal import Foundation

/// The input of a command: text, a file, or standard input.
enum InputFile {
    /// The maximum size of the input, in bytes.
    static let longest = 64 * 1024 * 1024

    /// The bytes of an argument: `@-` is standard input, `@FILE` a file, any other text itself.
    static func bytes(_ argument: String) throws(CommandError) -> [UInt8] {
        guard argument.hasPrefix("@") else { return Array(argument.utf8) }
        let path = String(argument.dropFirst())
        return try path == "-" ? standardInput() : file(path)
    }

    /// All of standard input.
    static func standardInput() throws(CommandError) -> [UInt8] {
        try read(FileHandle.standardInput, "standard input")
    }

    /// All of a file.
    static func file(_ path: String) throws(CommandError) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CommandError(
                exitCode: .data, description: "error: the file \(SafeDescription.path(path)) cannot be read")
        }
        return try read(handle, "the file \(SafeDescription.path(path))")
    }

    private static func read(_ handle: FileHandle, _ name: String) throws(CommandError) -> [UInt8] {
        let data: Data
        do {
            data = try handle.read(upToCount: longest + 1) ?? Data()
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(name) cannot be read")
        }
        guard data.count <= longest else {
            throw CommandError(
                exitCode: .data, description: "error: \(name) exceeds the limit of \(longest) bytes")
        }
        return Array(data)
    }
}
