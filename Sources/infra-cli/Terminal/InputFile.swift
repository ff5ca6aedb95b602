import Diagnostics
internal import Foundation
import Infra

/// What a person gives a command to read: a text, a file, or standard input.
enum InputFile {
    /// The most bytes that are read.
    static let longest = 64 * 1024 * 1024

    /// The bytes of an argument: `@-` is standard input, `@FILE` a file, anything else itself.
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
                exitCode: .data, description: "error: \(name) has more than the \(longest) bytes accepted")
        }
        return Array(data)
    }
}
