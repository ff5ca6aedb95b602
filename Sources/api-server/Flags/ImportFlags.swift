import APIServer
import ArgumentParser
import CommandLineInterface
import Diagnostics
import Models

/// The flags of the dataset into which a file is imported.
struct ImportFlags: ParsableArguments {
    /// The effect on the rows that the dataset has.
    enum Effect: String, EnumerableFlag {
        case replace, mergeDuplicates, ignoreDuplicates

        /// The flag.
        var flag: String {
            switch self {
            case .replace: "--replace"
            case .mergeDuplicates: "--merge-duplicates"
            case .ignoreDuplicates: "--ignore-duplicates"
            }
        }

        static func help(for value: Effect) -> ArgumentHelp? {
            switch value {
            case .replace: "Replace the dataset's rows, or those of --range."
            case .mergeDuplicates: "Replace rows with the key of a row of the file."
            case .ignoreDuplicates: "Leave out rows with the key of another row."
            }
        }
    }

    @Option(help: "The dataset's name.")
    var dataset: String

    @Flag(
        help:
            "Show the columns with the reasons for their types, compare them with a dataset of this name, and write nothing."
    )
    var preview = false

    @Flag var effects: [Effect] = []

    @Option(help: "The columns that identify a row, with commas between, for a new dataset.")
    var key: String?

    @Option(help: "With --replace: a month, a year or a day, or FROM,TO.")
    var range: String?

    /// Returns the effect on the rows that the dataset has.
    ///
    /// - Throws: ``CommandError`` with the code 64.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    func mode(_ notation: NotationFlags) throws(CommandError) -> ImportMode {
        let given = Set(effects)
        let effect = given.first
        guard given.count <= 1 else {
            let flags = Effect.allCases.filter(given.contains).map(\.flag)
            throw CommandError.usage(
                "\(flags.joined(separator: " and ")): got \(flags.count), expected one of them. "
                    + "--replace deletes rows and then adds those of the file; with the other flags, rows whose key the file "
                    + "does not have stay")
        }
        guard effect == .replace || range == nil else {
            throw CommandError.usage("--range: expected --replace with it")
        }
        switch effect {
        case nil: return .append
        case .mergeDuplicates?: return .mergeDuplicates
        case .ignoreDuplicates?: return .ignoreDuplicates
        case .replace?:
            guard let range else { return .replace(nil) }
            let zone = try notation.options().commonZone ?? .utc
            return .replace(try ImportRange(range, zone: zone))
        }
    }
}
