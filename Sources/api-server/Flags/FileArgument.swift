import ArgumentParser
import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The argument of the commands that read a file.
struct FileArgument: ParsableArguments {
    @Argument(help: "The file, which is read twice.")
    var file: String

    // The parser's own error hides arguments, so that it does not show that a name has been divided.
    @Argument(help: .private)
    var others: [String] = []

    /// Returns the path.
    ///
    /// - Throws: ``CommandError`` with the code 64 for several arguments, which a shell makes of a name with spaces.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    func path() throws(CommandError) -> String {
        guard !others.isEmpty else { return file }
        let whole = ([file] + others).joined(separator: " ")
        // Only the name of a file that exists is repeated, because any other argument may be a misplaced password.
        let name = FileManager.default.fileExists(atPath: whole) ? ": " + SafeDescription.path(whole) : ""
        throw CommandError.usage("got \(others.count + 1) files, expected one; put a name with spaces in quotes\(name)")
    }
}
