import { Argument, Command } from 'commander';
import { IMAGE_KINDS, type ImageKind } from '../../engine/image-folder.ts';
import { buildImages, listImages, pruneImages } from '../../lab/images.ts';
import type { Context } from '../context.ts';
import { reportBuild, reportImages, reportPrune } from '../reporters/images-report.ts';

interface Flags {
  readonly json?: boolean;
}

export function imagesCommand(context: Context): Command {
  const list = new Command('list')
    .description('show which images there are')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      context.print(await listImages(await context.connect()), flags.json, reportImages);
    });
  const build = new Command('build')
    .description('build the images that are missing')
    .addArgument(new Argument('[kinds...]', 'which ones (default: all)').choices(IMAGE_KINDS))
    .option('--json', 'print JSON')
    .action(async (kinds: ImageKind[], flags: Flags) => {
      const signal = context.signal();
      const engine = await context.connect();
      const wanted = kinds.length > 0 ? kinds : IMAGE_KINDS;
      const built = await context.withProgress((onProgress) =>
        buildImages(engine, wanted, onProgress, signal),
      );
      context.print(built, flags.json, reportBuild);
    });
  const prune = new Command('prune')
    .description('remove images of earlier versions')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      context.print(await pruneImages(await context.connect()), flags.json, reportPrune);
    });
  const images = new Command('images').description('the images that nodes run');
  for (const command of [list, build, prune]) images.addCommand(command);
  return images;
}
