import type { ImageReader } from '../ports/images.ts';
import { imagesBackedBy } from './images-backed-by.ts';
import { importTask } from './import-task.ts';
import { accountRegionObserver } from './observe-account-region.ts';
import { imageObserver, type ImageObserverPorts } from './observe-image.ts';
import { instanceObserver } from './observe-instance.ts';

/** Reads images, instances and guard rails, each group of facts by calls of its own. */
export const ec2Images = (ports: ImageObserverPorts): ImageReader => ({
  observe: imageObserver(ports),
  observeInstance: instanceObserver(ports),
  observeAccountRegion: accountRegionObserver(ports),
  importTask: importTask(ports.clients),
  imagesBackedBy: imagesBackedBy(ports.clients),
});
