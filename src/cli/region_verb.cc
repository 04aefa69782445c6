// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "cli/document.h"
#include "cli/end_region.h"
#include "cli/failure.h"
#include "cli/home_folder.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "region/home.h"
#include "region/keeper.h"
#include "region/place.h"
#include "region/region.h"

namespace atlas::cli {
int run_region(const Surroundings& surroundings, int adopt) {
    if (auto lacking = lacking_prerequisites(); lacking.code != ok)
        return report(surroundings, lacking);
    if (int pid = region::running_pid(surroundings.home); pid != 0 && pid != adopt) {
        auto text = fmt::format("a region runs in {} already (pid {})", surroundings.home, pid);
        return report(surroundings, {in_conflict, text, ""});
    }
    if (auto made = prepare_home(surroundings.home); !made) {
        int code = made.error().code() == ErrorCode::conflict ? in_conflict : failed;
        return report(
            surroundings, {code, made.error().message(), "give another folder in ATLAS_HOME"}
        );
    }
    return region::keep_region({surroundings.home, surroundings.region_command(), adopt});
}

int serve_region(const Surroundings& surroundings, int keeper) {
    return region::serve_region({surroundings.home, keeper, surroundings.keeper_command()});
}

int print_region_pid(const Surroundings& surroundings) {
    int pid = region::running_pid(surroundings.home);
    if (pid == 0)
        return report(surroundings, not_answering(surroundings, {ErrorCode::unavailable, ""}));
    if (!surroundings.json) {
        print_out("{}\n", pid);
        return ok;
    }
    json::Object object;
    object["Pid"] = pid;
    print_document(std::move(object));
    return ok;
}

int stop_region(const Surroundings& surroundings) {
    int pid = region::running_pid(surroundings.home);
    if (auto ended = end_region(surroundings.home); !ended)
        return report(surroundings, {failed, ended.error().message(), "try again"});
    if (pid == 0)
        return report(surroundings, not_answering(surroundings, {ErrorCode::unavailable, ""}));
    if (!surroundings.json) return ok;
    json::Object object;
    object["Stopped"] = pid;
    print_document(std::move(object));
    return ok;
}

}  // namespace atlas::cli
