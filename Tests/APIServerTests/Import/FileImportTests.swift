import APIServer
import Diagnostics
import Foundation
import Models
import Processes
import Storage
import Testing

@Suite("FileImport", .timeLimit(.minutes(1)))
struct FileImportTests {
    private static let orders = "country,amount\nDE,1\nAT,2\n"

    /// Calls a function with a store that has the dataset `orders`, and with a folder.
    private static func withOrders(_ body: (any AnalyticsStore, TemporaryFolder) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let store = SQLiteAnalyticsStore(path: folder.path + "/weir.sqlite")
        do {
            _ = try await store.prepare()
            let (work, inferred) = try await file(orders, in: folder)
            _ = try await work.load(inferred, named: Identifier("orders"), into: store)
            try await body(store, folder)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    /// The import of a file with a text.
    private static func file(
        _ text: String, in folder: TemporaryFolder
    ) async throws -> (work: FileImport, inferred: InferredDataset) {
        let url = folder.url.appendingPathComponent("file-\(UInt64.random(in: 0 ... .max)).csv")
        try Data(text.utf8).write(to: url)
        let work = try FileImport(RowFile(path: url.path), options: InferenceOptions())
        return (work, try await work.infer())
    }

    @Test(
        "A comparison after a rename says which header to change, and advises no column whose name is taken",
        arguments: [
            (
                "country,amount\nDE,1\n",
                "\"country\": the dataset's column is called land now, so no row would be written; rename it to land in the file",
                nil
            ),
            (
                "country,land,amount\nDE,DE,1\n",
                "\"country\": the dataset's column land has its values from another column of the file, so no row would be "
                    + "written; leave one of them out", nil
            ),
            (
                "lant,amount\nDE,1\n",
                "\"lant\": the dataset has no such column, so no row would be written; did you mean \"land\"?", "lant"
            ),
            ("Country,amount,ort\nDE,1,Ulm\n", "rename it to land in the file", "ort"),
        ] as [(String, String, String?)])
    func renamed(text: String, sentence: String, added: String?) async throws {
        try await Self.withOrders { store, folder in
            let change = DatasetChange(renamed: [
                DatasetChange.Renaming(from: try Identifier("country"), to: try Identifier("land"))
            ])
            let dataset = try await store.changeDataset(named: Identifier("orders"), by: change, expecting: nil)
            let (work, inferred) = try await Self.file(text, in: folder)
            let comparison = try await work.compare(inferred, with: dataset, in: store)
            let lines = comparison.lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
            #expect(!comparison.fits && lines.contains(sentence), "\(lines)")
            #expect(!text.contains("ountry") || !lines.contains("missing"), "\(lines)")
            let next = comparison.next(command: "", server: nil).joined(separator: "\n")
            guard let added else {
                #expect(next.isEmpty, "\(next)")
                return
            }
            #expect(next.contains(#"{"addColumns":[{"name":"\#(added)","type":"string"}]}"#), "\(next)")
        }
    }

    @Test(
        "An import that replaces or leaves out rows of an absent dataset is refused with the nearest name",
        arguments: [
            ("ordrs", .replace(nil), "--replace", "leave the flag out"),
            ("ordrs", .mergeDuplicates, "--merge-duplicates", "with --key"),
            ("ordrs", .ignoreDuplicates, "--ignore-duplicates", "with --key"),
            ("other", .replace(nil), "--replace", "leave the flag out"),
        ] as [(String, ImportMode, String, String)])
    func absent(name: String, mode: ImportMode, flag: String, remedy: String) async throws {
        try await Self.withOrders { store, folder in
            let (work, inferred) = try await Self.file(Self.orders, in: folder)
            let error = await #expect(throws: CommandError.self) {
                try await work.load(inferred, named: Identifier(name), into: store, mode: mode)
            }
            let hint = name == "ordrs" ? "; did you mean \"orders\"?" : "."
            let expected = "\(flag): the store has no dataset \"\(name)\"\(hint) To create it, "
            #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
            #expect(error?.code == .usage && error?.description.hasSuffix(remedy) == true)
            #expect(try await store.datasets(reading: .current).map(\.name.rawValue) == ["orders"])
        }
    }

    @Test(
        "A new dataset whose name is nearly that of another is reported with it",
        arguments: [
            ("ordrs", "orders"), ("order", "orders"), ("prices", nil), ("orders_2", nil), ("borders", "orders"),
        ] as [(String, String?)])
    func similar(name: String, other: String?) async throws {
        try await Self.withOrders { store, folder in
            let (work, inferred) = try await Self.file(Self.orders, in: folder)
            let name = try Identifier(name)
            let outcome = try await work.load(inferred, named: name, into: store)
            #expect(outcome.isNew && outcome.similar == other)
            let note = "Note: a dataset \"orders\" exists. If it is meant, import into it with --dataset orders"
            let text = ImportReport(name, inferred, outcome: outcome).text.replacing("\n", with: " ")
            #expect(text.contains(note) == (other != nil), "\(text)")
        }
    }

    @Test("The advised request has the server of the settings, or else a placeholder, and mentions the key")
    func address() async throws {
        try await Self.withOrders { store, folder in
            let (work, inferred) = try await Self.file("country,amount,ort\nDE,1,Ulm\n", in: folder)
            let dataset = try await store.dataset(named: Identifier("orders"))
            let comparison = try await work.compare(inferred, with: dataset, in: store)
            let unknown = comparison.next(command: "", server: nil).joined(separator: "\n")
            #expect(unknown.contains("curl -X PATCH http://HOST:PORT/v1/datasets/orders"), "\(unknown)")
            #expect(unknown.contains("its address for HOST:PORT") && unknown.contains("Authorization: Bearer KEY"))
            let known = comparison.next(command: "", server: "http://127.0.0.1:9000").joined(separator: "\n")
            #expect(known.contains("PATCH http://127.0.0.1:9000/v1/") && !known.contains("HOST:PORT"), "\(known)")
            #expect(known.contains("with\n-H 'Authorization: Bearer KEY' if it requires a key:"), "\(known)")
        }
    }
}
