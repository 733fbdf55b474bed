#include "library.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char file_name[] = "lib_lightgbm.so";

static void silent(const char *text) { (void)text; }

static int resolve(void *handle, struct CLightGBMLibrary *library, const char *path, char *message, size_t capacity) {
    const struct {
        const char *name;
        void **place;
    } functions[] = {
        {"LGBM_GetLastError", (void **)&library->last_error},
        {"LGBM_RegisterLogCallback", (void **)&library->register_log},
        {"LGBM_DatasetCreateFromMat", (void **)&library->dataset_create},
        {"LGBM_DatasetSetField", (void **)&library->dataset_set_field},
        {"LGBM_DatasetFree", (void **)&library->dataset_free},
        {"LGBM_BoosterCreate", (void **)&library->booster_create},
        {"LGBM_BoosterUpdateOneIter", (void **)&library->booster_update},
        {"LGBM_BoosterSaveModelToString", (void **)&library->booster_save},
        {"LGBM_BoosterLoadModelFromString", (void **)&library->booster_load},
        {"LGBM_BoosterPredictForMat", (void **)&library->booster_predict},
        {"LGBM_BoosterFree", (void **)&library->booster_free},
    };
    for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
        *functions[index].place = dlsym(handle, functions[index].name);
        if (*functions[index].place == NULL) {
            snprintf(message, capacity, "%s has no function %s", path, functions[index].name);
            return 1;
        }
    }
    library->silent = silent;
    return 0;
}

// Local: no other library shall take LightGBM's symbols for its own.
static void *load(const char *path) { return dlopen(path, RTLD_NOW | RTLD_LOCAL); }

// Tries `.deps/lib/…` in the folder and in each one above it. `path` holds the folder and is overwritten.
static void *load_from_ancestors(char *path, int skip_last) {
    char candidate[PATH_MAX + 32];
    if (skip_last) {
        char *slash = strrchr(path, '/');
        if (slash == NULL) return NULL;
        *slash = 0;
    }
    while (*path != 0) {
        snprintf(candidate, sizeof candidate, "%s/.deps/lib/%s", path, file_name);
        if (access(candidate, R_OK) == 0) {
            void *handle = load(candidate);
            if (handle != NULL) return handle;
        }
        char *slash = strrchr(path, '/');
        if (slash == NULL) break;
        *slash = 0;
    }
    return NULL;
}

const struct CLightGBMLibrary *CLightGBMOpen(char *message, size_t capacity) {
    struct CLightGBMLibrary found;
    memset(&found, 0, sizeof found);
    const char *path = getenv("XIEZHI_LIGHTGBM");
    void *handle = NULL;
    if (path != NULL && *path != 0) {
        handle = load(path);
        if (handle == NULL) {
            const char *reason = dlerror();
            snprintf(message, capacity, "$XIEZHI_LIGHTGBM does not load: %s", reason ? reason : "no reason is given");
            return NULL;
        }
    } else {
        path = file_name;
        char folder[PATH_MAX];
        ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
        if (length > 0) {
            folder[length] = 0;
            handle = load_from_ancestors(folder, 1);
        }
        if (handle == NULL && getcwd(folder, sizeof folder) != NULL) handle = load_from_ancestors(folder, 0);
        if (handle == NULL) handle = load(file_name);
        if (handle == NULL) {
            const char *reason = dlerror();
            snprintf(message, capacity,
                     "LightGBM was not found: $XIEZHI_LIGHTGBM is not set, no .deps/lib/%s that loads lies beside the executable, in the "
                     "current folder or above them, and the system's loader says: %s. Run Tools/setup.",
                     file_name, reason ? reason : "nothing");
            return NULL;
        }
    }
    if (resolve(handle, &found, path, message, capacity) != 0) return NULL;
    struct CLightGBMLibrary *library = malloc(sizeof *library);
    if (library == NULL) {
        snprintf(message, capacity, "out of memory");
        return NULL;
    }
    *library = found;
    return library;
}
