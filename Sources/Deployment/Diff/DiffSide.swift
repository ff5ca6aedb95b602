import Diagnostics
import Infra

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One side of a comparison: an environment, a template file, or a folder of them.
struct DiffSide {
    /// The largest template file that is read, in bytes; CloudFormation takes 1 MB.
    private static let largest = 8 * 1024 * 1024
    /// The endings of template files in a folder.
    private static let endings = [".json", ".yaml", ".yml", ".template"]

    /// The name as the user gave it.
    let name: String
    /// The stacks by name, in the order of deployment where it is known.
    let stacks: [(name: String, document: TemplateDocument)]

    /// Reads a side. A name of an environment or a preview is one unless a file or folder has it.
    init(_ name: String, directory: String?, image: String?) throws(CommandError) {
        self.name = name
        var isFolder = false
        let exists = DiffSide.exists(name, isFolder: &isFolder)
        if exists, isFolder {
            stacks = try DiffSide.folder(name)
        } else if exists || !DiffSide.isEnvironment(name, directory: directory) {
            stacks = try DiffSide.file(name)
        } else {
            stacks = try DiffSide.environment(name, directory: directory, image: image)
        }
    }

    /// Returns whether a name can be that of an environment: without a slash and a dot, or that of a preview of an environment of
    /// the folder, such as `dev.pr-12`.
    static func isEnvironment(_ name: String, directory: String?) -> Bool {
        guard !name.contains("/") else { return false }
        guard let parts = Preview.parts(of: name) else { return true }
        return !endings.contains { name.hasSuffix($0) }
            && DeploymentEnvironment.names(in: directory).contains(parts.environment)
    }

    /// A side with stacks that were read elsewhere.
    init(_ name: String, stacks: [(name: String, document: TemplateDocument)]) {
        self.name = name
        self.stacks = stacks
    }

    /// The short name of a stack of the product; every other name stays.
    static func shortName(_ name: String) -> String {
        ProductApp.stackNames.first { name == $0 || name.hasSuffix("-" + $0) } ?? name
    }

    private static func exists(_ path: String, isFolder: inout Bool) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        isFolder = attributes?[.type] as? FileAttributeType == .typeDirectory
        return attributes != nil
    }

    private static func environment(
        _ name: String, directory: String?, image: String?
    ) throws(CommandError) -> [(name: String, document: TemplateDocument)] {
        let settings = try DeploymentEnvironment.ofCommand(name, image: image, directory: directory)
        do {
            var stacks: [(name: String, document: TemplateDocument)] = []
            for stack in try settings.stacksOfCommand() {
                stacks.append((stack.name, try TemplateDocument(stack.template)))
            }
            return stacks
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(error)")
        }
    }

    private static func folder(_ path: String) throws(CommandError) -> [(name: String, document: TemplateDocument)] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let names = files.filter { file in endings.contains { file.hasSuffix($0) } }.sorted()
        guard !names.isEmpty else {
            throw CommandError(
                exitCode: .data,
                description: "error: \(SafeDescription.path(path)) has no template; expected files such as stack.json")
        }
        var stacks: [(name: String, document: TemplateDocument)] = []
        for name in names { stacks += try file("\(path)/\(name)") }
        return stacks.sorted { order($0.name) < order($1.name) }
    }

    private static func order(_ name: String) -> Int {
        ProductApp.stackNames.firstIndex(of: shortName(name)) ?? ProductApp.stackNames.count
    }

    /// Reads a template, or an object of templates by stack name as `synth` prints it.
    private static func file(_ path: String) throws(CommandError) -> [(name: String, document: TemplateDocument)] {
        let shown = SafeDescription.unquoted(path, SafeDescription.path)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError(exitCode: .data, description: "error: the file \(shown) cannot be read")
        }
        guard data.count <= largest, let text = String(validating: data, as: UTF8.self) else {
            throw CommandError(
                exitCode: .data,
                description: "error: \(shown) is no template: it has to be UTF-8 of at most \(largest) bytes")
        }
        let base = path.split(separator: "/").last.map(String.init) ?? path
        let stem = base.lastIndex(of: ".").map { String(base[..<$0]) } ?? base
        do {
            let expression = try TemplateDocument.expression(text)
            guard expression["Resources"] == nil, case .object(let members) = expression, !members.isEmpty,
                members.allSatisfy({ $0.value["Resources"] != nil })
            else { return [(stem, try TemplateDocument(expression))] }
            var stacks: [(name: String, document: TemplateDocument)] = []
            for member in members { stacks.append((member.key, try TemplateDocument(member.value))) }
            return stacks.sorted { order($0.name) < order($1.name) }
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(shown): \(error)")
        }
    }
}
