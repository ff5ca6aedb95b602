import Deployment
import Foundation
import TestSupport
import Testing

/// Every documented setting, alone and in pairs, through cfn-lint and checkov.
@Suite("The matrix of settings")
struct TemplateMatrixTests {
    @Test("Settings that exclude each other are refused with the reason", arguments: SettingExclusion.all)
    func exclusions(exclusion: SettingExclusion) {
        #expect(!exclusion.combinations.isEmpty)
        for settings in exclusion.combinations {
            do {
                _ = try SettingMatrix.environment(settings)
                Issue.record("the file is accepted:\n\(SettingMatrix.text(settings))")
            } catch {
                #expect(error.description.contains(exclusion.message), "\(error)")
            }
        }
    }

    @Test("Every pair of settings is in a file that can be read, or is refused")
    func pairs() throws {
        let array = SettingMatrix.array
        #expect((15...80).contains(array.rows.count), "\(array.rows.count) rows")
        for row in array.rows {
            let settings = SettingMatrix.settings(row)
            do { _ = try SettingMatrix.environment(settings) } catch {
                Issue.record("\(error)\nfile:\n\(SettingMatrix.text(settings))")
            }
        }
        for pair in array.excluded {
            let settings = SettingMatrix.settings(pair)
            // With what both settings need, so that only the pair itself can be refused.
            var complete: [String: String?] = [:]
            for (key, value) in settings.sorted(by: { $0.key < $1.key }) where value != nil {
                for (other, needed) in SettingChanges.companions[key] ?? [:] { complete[other] = needed }
            }
            complete.merge(settings) { $1 }
            #expect(throws: EnvironmentFileError.self, "\(SettingMatrix.text(complete))") {
                try SettingMatrix.environment(complete)
            }
        }
    }

    @Test(
        "The templates of files with every pair of settings pass cfn-lint and checkov",
        .enabled(if: CloudFormationLinter.isExpected && Checkov.isExpected))
    func combined() async throws {
        var templates = MatrixTemplates()
        // All of them take minutes.
        let part = MatrixPart.wanted ?? MatrixPart(0, of: 5)
        for (number, row) in SettingMatrix.array.rows.enumerated() where part.has(number) {
            try templates.add(SettingMatrix.settings(row))
        }
        try await check(templates, "pairs")
    }

    @Test(
        "The templates of files with one setting pass cfn-lint and checkov",
        .enabled(if: MatrixPart.wanted != nil, "`make matrix` runs it"))
    func single() async throws {
        let part = MatrixPart.wanted ?? MatrixPart(0, of: 1)
        var files: [[String: String?]] = [[:]]
        for key in SettingChanges.values.keys.sorted() {
            for value in SettingMatrix.values(key) {
                var settings: [String: String?] = [key: value]
                for (other, needed) in SettingChanges.companions[key] ?? [:] where other != key {
                    settings[other] = needed
                }
                files.append(settings)
            }
        }
        var templates = MatrixTemplates()
        for (number, settings) in files.enumerated() where part.has(number) { try templates.add(settings) }
        try await check(templates, "single settings")
    }

    private func check(_ templates: MatrixTemplates, _ what: String) async throws {
        let clock = ContinuousClock()
        async let linted = clock.measure { try await templates.lint() }
        let start = clock.now
        let (passed, skipped) = try await templates.check()
        let checked = clock.now - start
        #expect(passed > 40 * templates.entries.count)
        guard MatrixPart.wanted != nil else {
            _ = try await linted
            return
        }
        print(
            "\(what): \(templates.files) files, \(templates.entries.count) distinct templates; cfn-lint \(try await linted), "
                + "checkov \(checked): \(passed) checks passed, \(skipped) skipped with a reason")
    }
}
